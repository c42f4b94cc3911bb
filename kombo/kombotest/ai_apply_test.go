package kombotest_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func TestAIApplyLists(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, path := range append([]string{assignmentsPath}, aiApplyLists...) {
		t.Run(path+" with different page sizes", func(t *testing.T) {
			t.Parallel()
			whole := a.all(path, nil)
			require.NotEmpty(t, whole)
			for _, size := range []int{1, 2, 5} {
				require.Equal(t, whole, a.all(path, url.Values{"page_size": {strconv.Itoa(size)}}), size)
			}
			require.Equal(t, whole[:1], a.all(path, url.Values{"ids": {whole[0]["id"].(string)}}))
			require.Empty(t, a.all(path, url.Values{"ids": {"unknown"}}))
			require.Equal(t, whole[0]["id"], a.fake.ID(path, 0))
		})
	}
	t.Run("page of six jobs is too large", func(t *testing.T) {
		t.Parallel()
		a.get("/ai-apply/unified-api/jobs?page_size=6").rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		require.Empty(t, a.all("/ai-apply/unified-api/jobs", url.Values{"remote_ids": {"32"}}))
	})
	t.Run("page faults", func(t *testing.T) {
		t.Parallel()
		a := newAPI(t)
		for _, path := range append([]string{assignmentsPath}, aiApplyLists...) {
			before := a.all(path, nil)
			a.fake.Inject(kombotest.PoisonRecord(), kombotest.UnknownEnum(), kombotest.EmptyPage(), kombotest.RepeatCursor(), kombotest.ActThenRespond(504, ""))
			poisoned, _ := a.page(path, nil)
			require.NotEqual(t, before[:len(poisoned)], poisoned, path)
			_, _ = a.page(path, nil)
			empty, next := a.page(path, nil)
			require.Empty(t, empty)
			require.NotNil(t, next)
			_, next = a.page(path, nil)
			require.NotNil(t, next)
			a.get(path).rejected(t, http.StatusGatewayTimeout, nil)
			require.Equal(t, before, a.all(path, nil))
		}
	})
}

func TestAIApplyAnswers(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	inquired := a.ok(http.MethodPost, "/ai-apply/postings/"+a.fake.ID("/ai-apply/postings", 1)+"/inquire", record{})
	token := inquired["submission_token"]
	form := list(t, inquired["application_form"])
	personal := list(t, object(t, form[0])["children"])
	id := func(block any) string { return str(object(t, block)["question_id"]) }
	option := func(block any, n int) any { return object(t, list(t, object(t, block)["options"])[n])["id"] }
	workplace, office := form[1], form[2]
	answer := func(block, value any) record { return record{"question_id": id(block), "answer": value} }
	file := record{"name": "cv.pdf", "content_type": "application/pdf", "data": "JVBERg=="}
	required := []record{answer(personal[0], "Nora"), answer(personal[1], "New"), answer(personal[2], "n@example.com"), answer(personal[3], file)}
	apply := func(answers ...record) response {
		return a.do(http.MethodPost, "/ai-apply/apply", record{
			"submission_token": token, "candidate_email": "n@example.com", "screening_question_answers": append(append([]record{}, required...), answers...),
		})
	}
	home, inOffice := answer(workplace, option(workplace, 1)), answer(workplace, option(workplace, 0))
	for name, answers := range map[string][]record{
		"required question without answer":    {},
		"conditional question without answer": {inOffice},
		"answer to a hidden question":         {home, answer(office, "Quay 7")},
		"unknown option":                      {answer(workplace, "x")},
		"string instead of a number":          {home, answer(form[3], "three")},
		"invalid date":                        {home, answer(form[5], "31.03.2026")},
		"unknown option of a multi-select":    {home, answer(form[4], []string{"x"})},
		"string instead of a boolean":         {home, answer(form[6], "yes")},
		"unknown question":                    {home, {"question_id": "x", "answer": "y"}},
		"file instead of a string":            {home, answer(personal[0], file)},
	} {
		r := apply(answers...)
		require.Equal(t, http.StatusBadRequest, r.status, name)
	}
	require.Equal(t, http.StatusOK, apply(inOffice, answer(office, "Quay 7")).status)
	require.Equal(t, http.StatusBadRequest, apply(home).status, "a token can be used once")
}
