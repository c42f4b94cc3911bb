package webhook_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

// The secrets of the test vectors, which openssl computed. They are not real.
const (
	kn = "knit_api_key_0123456789abcdef"
	ko = "kombo_whsec_5gjAtURLPbnTiwgkaBfiA3WJ"
	li = "linkedin-client-secret-AbC123"
)

const liPrefix = "hmacsha256="

const k3Body = `{"eventId":"evt-1"}`

type vector struct {
	name, secret, body, want string
	enc                      webhook.Encoding
	prefix                   string
}

var vectors = []vector{
	{name: "K1 a whole event", secret: kn, body: `{"eventId":"evt-1","eventType":"record.new","syncType":"initial_sync","syncDataType":"ats_jobs","syncJobId":"sj-1","syncRunId":"sr-1","triggeredAt":"1765500000000","recordId":"j9","eventData":{"info":{"id":"j9","title":"Backend Engineer","status":"OPEN"}}}`, want: "TclGHWI-vfNeL4oTaaSFKE08OVz2dpvd3sSSi4mmY40"},
	{name: "K2 spaces", secret: kn, body: `{ "eventId": "evt-1" }`, want: "W6hFKvg49gBO-OG16cIXCSXHsxWRSrjKkp2h3sX-BOE"},
	{name: "K3 dash and underscore", secret: kn, body: k3Body, want: "rCwAWtMBc9mxZN49Lf-wj_aGdBRhUvssiCidGcEfuM0"},
	{name: "K4 a line feed at the end", secret: kn, body: k3Body + "\n", want: "Z0GzABvTZOxQ1lpNNO2blvuwoznNKmDwYoKQgkzPymI"},
	{name: "K5 an empty body", secret: kn, body: "", want: "520tR1hBQspQ0AQSrOHAF_rSn8RkfdQhy8rJYi8D7ZM"},
	{name: "K6 UTF-8", secret: kn, body: `{"name":"Müller ✓"}`, want: "I2tFalcVQ6dmhJCmyEQzDF9luqSkHI67hoC4VDualGc"},
	{name: "K7 the same, escaped", secret: kn, body: `{"name":"M\u00fcller \u2713"}`, want: "UKo9l1-9hy2NR412vXJR70x_4OTkkhsBj1wmwBP4KOo"},
	{name: "K8 no UTF-8", secret: kn, body: "{\"name\":\"\xff\xfe\"}", want: "MKzvAMFT_zFZhadVF4CmgwABU2Yp6jCfH7kYaG10NKc"},
	{name: "K9 a zero byte", secret: kn, body: "{\"a\":\"b\x00c\"}", want: "TSkAhW7oV27koGdazL0lJoSPBa11Ptn7oQY-wzF7wx0"},
	{name: "K10 CR LF", secret: kn, body: "{\r\n\"a\":1\r\n}", want: "pg71hgSTYlKMheqXQVOqCzGcGqRJsWoQJl7C6dt6KFo"},
	{name: "K11 a member twice", secret: kn, body: `{"eventType":"record.new","eventType":"record.deleted"}`, want: "9q1cuBd-swaT_W-rAoPc-WYapKErJFGUbxUAkIlVMWs"},
	{name: "K12 a member in two cases", secret: kn, body: `{"eventType":"record.new","EVENTTYPE":"record.deleted"}`, want: "1LAUedd-Fz9D_xoyoarsDS1pCxNLZSTJ7pg8GDbmb3s"},
	{name: "K13 a byte order mark", secret: kn, body: "\xef\xbb\xbf{\"a\":1}", want: "igJvZb-XZKVW8-TZPtNe3IAd_pxbaNc_ZFHlioe9AqE"},
	{name: "K14 what re-marshalling escapes", secret: kn, body: `{"t":"a<b>&c"}`, want: "uoX6-Yex5vxkb_8J4bqPTDyOKKuWBAvU7cypNYK6yR0"},
	{name: "K15 a number", secret: kn, body: `{"n":12}`, want: "8acs_-_CgWiszIarZVYmg7QbMlrsAkIUuwjn1Wr2_IY"},
	{name: "K16 the old key", secret: "old_" + kn, body: k3Body, want: "HKWr-EEET9b7ZApJnv0EV1L0izqgZSSfTC50QxXUuOc"},
	{name: "K18 64 KiB of zero bytes", secret: kn, body: strings.Repeat("\x00", 64<<10), want: "b1s_NwXBbjRy4B4fCS5L_fzJl_YvrO6e9qu0VtK0RNA"},
	{name: "K19 1 MiB of zero bytes", secret: kn, body: strings.Repeat("\x00", 1<<20), want: "98VciHgf-9hrXkbP5-v7NeKganpQ1iTfb5eVepX1gNI"},
	{name: "B1 a whole event", secret: ko, body: `{"id":"5gjAtURLPbnTiwgkaBfiA3WJ","type":"data-changed","data":{"integration_id":"personio:CBNMt7dSNCzBdnRTx87dev4E","integration_tool":"personio","integration_category":"HRIS","changed_models":[{"name":"hris_legal_entities"}]}}`, want: "Yh0Oy_XqusElg8sdGHNzxIb_LU1onGZ6a9hRMM276uc"},
	{name: "B2 UTF-8", secret: ko, body: `{"id":"x","type":"sync-finished","data":{"end_user":{"organization_name":"Müller GmbH"}}}`, want: "z05UYHwRPmO2GlT0NMkF7T8AsIMV1DTQQyNnV5Y50uk"},
	{name: "L1 a challenge", secret: li, body: "890e4665-4dfe-4ab1-b689-ed553bceeed0", enc: webhook.Hex, want: "443355d32defa56eb6708571b48950278f053b0809fff072e5eec0cefe33b05c"},
	{name: "L2 with the prefix", secret: li, body: l2Body, enc: webhook.Hex, prefix: liPrefix, want: l2MAC},
	{name: "L4 UTF-8", secret: li, body: `{"name":"Müller"}`, enc: webhook.Hex, prefix: liPrefix, want: l4MAC},
	{name: "L7 an empty body, only the prefix", secret: li, body: "", enc: webhook.Hex, prefix: liPrefix, want: "7623c7674800c677af37f19ab045907c487426b49b662c6aacae207bc656e438"},
	{name: "E1 a key of one block", secret: strings.Repeat("k", 64), body: "x", want: "-RxMQDYl-waRDvk5mSZbvS1iuursb_NkVUmMwST-PmY"},
	{name: "E2 a key longer than a block", secret: strings.Repeat("k", 65), body: "x", want: "dQkso-4rMHRwwidpe0Kz5lN2qjuumPtaH3t1NtqpWIo"},
	{name: "E3 a key with a line end", secret: kn + "\n", body: k3Body, want: "NzwTaSMNU8XTrnTZgjOUaCNxgd_ihBYoQKjlCoqkOQQ"},
	{name: "E4 a key beyond ASCII", secret: "schlüssel-ключ", body: k3Body, want: "6JY-adRcJ_7pvrivK-rSv2GXE6VwAzFNIZfRT9H8u-c"},
	{name: "R1 RFC 4231, case 1", secret: strings.Repeat("\x0b", 20), body: "Hi There", enc: webhook.Hex, want: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
}

const (
	l2Body     = `{"type":"LEAD_ACTION","notificationId":12345}`
	l2MAC      = "c719ffa481c3eaaf32017269a2daadcfe70e37fff31250b440c09b93b446c332"
	l4MAC      = "3182fee41301ebb0ba7602fb5053cbafac2e316fcbd2ede5906ab6789f3ffbbf"
	l5LowerMAC = "3b00db2f20071aabbab86298e4726b29de2ba1b5d4df822f2637f237e185b933"
	l6UpperMAC = "aae5bc35541ea601a5441f5a36375e8e350adba903ed069dfdfa4c205809d366"
)

func (v vector) hmac(t testing.TB, secrets ...string) webhook.HMAC {
	t.Helper()
	keys, err := webhook.StaticKeys(secrets...)
	require.NoError(t, err)
	return webhook.HMAC{Header: "X-Signature", Encoding: v.enc, Prefix: v.prefix, Keys: keys}
}

func withSignature(values ...string) *http.Request {
	return &http.Request{Method: http.MethodPost, Header: http.Header{"X-Signature": values}}
}

func TestSignVectors(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			require.Equal(t, v.want, webhook.Sign(v.secret, []byte(v.body), v.enc, v.prefix))
		})
	}
}

func TestVerifyVectors(t *testing.T) {
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			h, body := v.hmac(t, v.secret), []byte(v.body)
			require.NoError(t, h.Verify(withSignature(v.want), body))
			require.ErrorIs(t, h.Verify(withSignature(v.want), append(slices.Clip(body), '\n')), webhook.ErrSignature)
			require.ErrorIs(t, v.hmac(t, v.secret+"x").Verify(withSignature(v.want), body), webhook.ErrSignature)
			if len(body) > 0 {
				changed := bytes.Clone(body)
				changed[len(changed)/2] ^= 1
				require.ErrorIs(t, h.Verify(withSignature(v.want), changed), webhook.ErrSignature)
			}
			prefixed := h
			prefixed.Prefix += "x"
			require.ErrorIs(t, prefixed.Verify(withSignature(v.want), body), webhook.ErrSignature)
		})
	}
}

func TestVerifyEmptySecret(t *testing.T) {
	const forged = "QVZNXtG9gXYa4aKU6Rg0EaoAFNIGMZfisdamqUagfZw"
	require.Equal(t, forged, webhook.Sign("", []byte(k3Body), webhook.RawURL, ""), "the signature with an empty secret")
	genuine, err := webhook.NewKey(kn)
	require.NoError(t, err)
	for name, list := range map[string][]*webhook.Key{
		"a genuine key":         {genuine},
		"no keys":               nil,
		"a nil key":             {nil},
		"a zero key":            {{}},
		"nil, zero and genuine": {nil, {}, genuine},
	} {
		t.Run(name, func(t *testing.T) {
			h := webhook.HMAC{Header: "X-Signature", Keys: func(*http.Request) ([]*webhook.Key, error) { return list, nil }}
			require.ErrorIs(t, h.Verify(withSignature(forged), []byte(k3Body)), webhook.ErrSignature)
		})
	}
}

func TestVerifyCanonicalSignature(t *testing.T) {
	const good = "rCwAWtMBc9mxZN49Lf-wj_aGdBRhUvssiCidGcEfuM0"
	mac, err := base64.RawURLEncoding.DecodeString(good)
	require.NoError(t, err)
	require.Equal(t, "ac2c005ad30173d9b164de3d2dffb08ff68674146152fb2c88289d19c11fb8cd", hex.EncodeToString(mac))
	keys, err := webhook.StaticKeys(kn)
	require.NoError(t, err)
	h := webhook.HMAC{Header: "X-Signature", Keys: keys}
	require.NoError(t, h.Verify(withSignature(good), []byte(k3Body)))

	for name, values := range map[string][]string{
		"padded":                   {good + "="},
		"the standard alphabet":    {"rCwAWtMBc9mxZN49Lf+wj/aGdBRhUvssiCidGcEfuM0"},
		"stray bits at the end":    {good[:42] + "1"},
		"too short":                {good[:42]},
		"a line feed inside":       {good[:10] + "\n" + good[10:]},
		"CR LF inside":             {good[:10] + "\r\n" + good[10:]},
		"a line feed for a digit":  {good[:10] + "\n" + good[11:]},
		"a line feed at the end":   {good[:42] + "\n"},
		"a space before it":        {" " + good},
		"a space after it":         {good + " "},
		"an unexpected prefix":     {"sha256=" + good},
		"twice, with a comma":      {good + "," + good},
		"sent twice":               {good, good},
		"sent twice, once good":    {good, "x"},
		"hexadecimal":              {hex.EncodeToString(mac)},
		"standard base64":          {base64.StdEncoding.EncodeToString(mac)},
		"empty":                    {""},
		"missing":                  {},
		"one character":            {"r"},
		"far too long":             {strings.Repeat("r", 10_000)},
		"far too long, good first": {good + strings.Repeat("=", 10_000)},
		"zero bytes":               {strings.Repeat("\x00", 43)},
		"beyond ASCII":             {good[:41] + "é"},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, h.Verify(withSignature(values...), []byte(k3Body)), webhook.ErrSignature)
		})
	}
}

func TestVerifyHeaderSpaces(t *testing.T) {
	// net/http trims the spaces.
	s := serve(t, receiver(t, acme(t), &inbox{}))
	body := hired.body()
	got := s.raw(t, fmt.Sprintf("POST / HTTP/1.1\r\nHost: acme\r\nConnection: close\r\n%s: \t %s \t\r\nContent-Length: %d\r\n\r\n%s",
		acmeHeader, signature(body), len(body), body), false)
	require.Contains(t, got, "200 OK")
}

func TestVerifyHexPrefixAndCase(t *testing.T) {
	keys, err := webhook.StaticKeys(li)
	require.NoError(t, err)
	h := webhook.HMAC{Header: "X-Signature", Encoding: webhook.Hex, Prefix: liPrefix, Keys: keys}
	mac, err := hex.DecodeString(l2MAC)
	require.NoError(t, err)
	for name, value := range map[string]string{
		"lower case":                l2MAC,
		"upper case":                strings.ToUpper(l2MAC),
		"both cases":                strings.ToUpper(l2MAC[:32]) + l2MAC[32:],
		"with the prefix":           liPrefix + l2MAC,
		"with the prefix and upper": liPrefix + strings.ToUpper(l2MAC),
	} {
		t.Run(name, func(t *testing.T) { require.NoError(t, h.Verify(withSignature(value), []byte(l2Body))) })
	}
	for name, value := range map[string]string{
		"signed without the prefix": "1fbf16d9aefa491257a06665918971ca4823ade68af1ca9f6a764d8cf87ddd9b",
		"63 digits":                 l2MAC[:63],
		"65 digits":                 l2MAC + "0",
		"62 digits":                 l2MAC[:62],
		"not a digit":               l2MAC[:63] + "g",
		"base64":                    base64.RawURLEncoding.EncodeToString(mac),
		"padded base64":             base64.StdEncoding.EncodeToString(mac),
		"the prefix twice":          liPrefix + liPrefix + l2MAC,
		"the prefix in capitals":    strings.ToUpper(liPrefix) + l2MAC,
		"only the prefix":           liPrefix,
		"0x":                        "0x" + l2MAC[2:],
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, h.Verify(withSignature(value), []byte(l2Body)), webhook.ErrSignature)
		})
	}
}

func TestVerifyForms(t *testing.T) {
	keys, err := webhook.StaticKeys("not the one", li)
	require.NoError(t, err)
	asked := 0
	h := webhook.HMAC{Header: "X-Signature", Encoding: webhook.Hex, Prefix: liPrefix, Keys: keys, Forms: func(body []byte) [][]byte {
		asked++
		return [][]byte{
			bytes.ReplaceAll(body, []byte("ü"), []byte(`\u00fc`)),
			bytes.ReplaceAll(body, []byte("ü"), []byte(`\u00FC`)),
		}
	}}
	body := []byte(`{"name":"Müller"}`)
	require.NoError(t, h.Verify(withSignature(l4MAC), body))
	require.Zero(t, asked, "Forms must not be called if the received bytes match")
	require.NoError(t, h.Verify(withSignature(l5LowerMAC), body))
	require.NoError(t, h.Verify(withSignature(l6UpperMAC), body))
	require.Equal(t, 2, asked)
	require.ErrorIs(t, h.Verify(withSignature(l2MAC), body), webhook.ErrSignature)

	h.Forms = nil
	require.NoError(t, h.Verify(withSignature(l4MAC), body))
	require.ErrorIs(t, h.Verify(withSignature(l5LowerMAC), body), webhook.ErrSignature)
	require.ErrorIs(t, h.Verify(withSignature(l6UpperMAC), body), webhook.ErrSignature)
}

func TestVerifyStdPadding(t *testing.T) {
	keys, err := webhook.StaticKeys(kn)
	require.NoError(t, err)
	h := webhook.HMAC{Header: "X-Signature", Encoding: webhook.Std, Keys: keys}
	const good = "rCwAWtMBc9mxZN49Lf+wj/aGdBRhUvssiCidGcEfuM0="
	require.Equal(t, good, webhook.Sign(kn, []byte(k3Body), webhook.Std, ""))
	require.NoError(t, h.Verify(withSignature(good), []byte(k3Body)))
	for name, value := range map[string]string{
		"no padding":                  good[:43],
		"the URL alphabet":            "rCwAWtMBc9mxZN49Lf-wj_aGdBRhUvssiCidGcEfuM0=",
		"stray bits":                  good[:42] + "1=",
		"too much padding":            good + "=",
		"33 bytes":                    good[:43] + "A",
		"31 bytes":                    good[:42] + "==",
		"a line feed for a digit":     good[:10] + "\n" + good[11:],
		"a line feed for the padding": good[:43] + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, h.Verify(withSignature(value), []byte(k3Body)), webhook.ErrSignature)
		})
	}
}
