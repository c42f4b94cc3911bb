package kombotest_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/kombo/kombotest"
)

func TestListsOfAIApply(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, path := range append([]string{assignmentsPath}, aiApplyLists...) {
		t.Run(path+" has the same records whatever the size of the page", func(t *testing.T) {
			t.Parallel()
			whole := a.all(path, nil)
			require.NotEmpty(t, whole)
			for _, size := range []int{1, 2, 5} {
				require.Equal(t, whole, a.all(path, url.Values{"page_size": {strconv.Itoa(size)}}), size)
			}
			require.Equal(t, whole[:1], a.all(path, url.Values{"ids": {whole[0]["id"].(string)}}))
			require.Empty(t, a.all(path, url.Values{"ids": {"nobody"}}))
			require.Equal(t, whole[0]["id"], a.fake.ID(path, 0))
		})
	}
	t.Run("a page of six jobs is rejected", func(t *testing.T) {
		t.Parallel()
		a.get("/ai-apply/unified-api/jobs?page_size=6").rejected(t, http.StatusBadRequest, "PLATFORM.INPUT_INVALID")
		require.Empty(t, a.all("/ai-apply/unified-api/jobs", url.Values{"remote_ids": {"32"}}))
	})
	t.Run("its faults are those of the other lists", func(t *testing.T) {
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

func TestAnswersToAnApplicationFormAreChecked(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	inquired := a.ok(http.MethodPost, "/ai-apply/postings/"+a.fake.ID("/ai-apply/postings", 1)+"/inquire", record{})
	token := inquired["submission_token"]
	form := list(t, inquired["application_form"])
	personal := list(t, object(t, form[0])["children"])
	id := func(block any) string { return str(object(t, block)["question_id"]) }
	option := func(block any, n int) any { return object(t, list(t, object(t, block)["options"])[n])["id"] }
	place, office := form[1], form[2]
	answer := func(block, value any) record { return record{"question_id": id(block), "answer": value} }
	file := record{"name": "cv.pdf", "content_type": "application/pdf", "data": "JVBERg=="}
	always := []record{answer(personal[0], "Nora"), answer(personal[1], "New"), answer(personal[2], "n@example.com"), answer(personal[3], file)}
	apply := func(answers ...record) response {
		return a.do(http.MethodPost, "/ai-apply/apply", record{
			"submission_token": token, "candidate_email": "n@example.com", "screening_question_answers": append(append([]record{}, always...), answers...),
		})
	}
	home, inOffice := answer(place, option(place, 1)), answer(place, option(place, 0))
	for what, answers := range map[string][]record{
		"a required one is missing":    {},
		"a shown one is missing":       {inOffice},
		"one is not shown":             {home, answer(office, "Quay 7")},
		"an option of another":         {answer(place, "x")},
		"a number in words":            {home, answer(form[3], "three")},
		"a day in another order":       {home, answer(form[5], "31.03.2026")},
		"options of another":           {home, answer(form[4], []string{"x"})},
		"neither yes nor no":           {home, answer(form[6], "yes")},
		"a question of another form":   {home, {"question_id": "x", "answer": "y"}},
		"a file where text is awaited": {home, answer(personal[0], file)},
	} {
		r := apply(answers...)
		require.Equal(t, http.StatusBadRequest, r.status, what)
	}
	require.Equal(t, http.StatusOK, apply(inOffice, answer(office, "Quay 7")).status)
	require.Equal(t, http.StatusBadRequest, apply(home).status, "the token is used")
}
