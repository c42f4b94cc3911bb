package webhook_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
	"github.com/rolecall-dev/rolecall/webhook/webhooktest"
)

// scheme is the signature scheme of a public provider, with an authentic request.
type scheme struct {
	hmac   webhook.HMAC
	secret string
	header map[string]string
	body   string
	at     int64 // the time of the request, in Unix seconds
}

func decoded(base64Secret string) string {
	raw, err := base64.StdEncoding.DecodeString(base64Secret)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// slackBody is the body of the example in Slack's documentation.
const slackBody = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
	"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=" +
	"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
	"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"

var (
	hexAfterSHA256  = webhook.HMAC{Header: "X-Hub-Signature-256", HeaderPrefix: "sha256=", Encoding: webhook.Hex}
	timestampedHex  = webhook.HMAC{HeaderPrefix: "v1=", HeaderSeparator: ",", Encoding: webhook.Hex, Prefix: "{time}.", Time: "t="}
	versionedHex    = webhook.HMAC{HeaderPrefix: "v0=", Encoding: webhook.Hex, Prefix: "v0:{time}:"}
	standardWebhook = webhook.HMAC{
		Header: "Webhook-Signature", HeaderPrefix: "v1,", HeaderSeparator: " ", Encoding: webhook.Std,
		Prefix: "{id}.{time}.", Time: "Webhook-Timestamp", ID: "Webhook-Id",
	}
)

func named(h webhook.HMAC, header, timeFrom string) webhook.HMAC {
	h.Header, h.Time = header, timeFrom
	return h
}

// schemes holds test vectors. Those marked "published" are the providers'; openssl computed the others:
//
//	printf %s "$SIGNED" | openssl dgst -sha256 -hmac "$SECRET"
//	printf %s "$SIGNED" | openssl dgst -sha256 -hmac "$SECRET" -binary | base64
var schemes = map[string]scheme{
	"GitHub, published": { // docs.github.com, "Validating webhook deliveries"
		hmac: hexAfterSHA256, secret: "It's a Secret to Everybody", body: "Hello, World!",
		header: map[string]string{"X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"},
	},
	"Meta": { // signs with letters beyond ASCII escaped
		hmac: hexAfterSHA256, secret: "example-app-secret", body: `{"object":"page","entry":[{"id":"0","changes":[{"field":"name","value":"M\u00fcller"}]}]}`,
		header: map[string]string{"X-Hub-Signature-256": "sha256=485c9d0739dad74ab0047c69d018f0d887fa1d0a673ebc59596d0cf02c9c364c"},
	},
	"Greenhouse": {
		hmac:   webhook.HMAC{Header: "Signature", HeaderPrefix: "sha256 ", Encoding: webhook.Hex},
		secret: "example-greenhouse-secret", body: `{"action":"candidate_hired","payload":{"application":{"id":46194062}}}`,
		header: map[string]string{"Signature": "sha256 8a4921126034b15b584e54b9a01c8bbc5eb9c16749ccd9b5cd8866a86b68d232"},
	},
	"Typeform": {
		hmac:   webhook.HMAC{Header: "Typeform-Signature", HeaderPrefix: "sha256=", Encoding: webhook.Std},
		secret: "example-typeform-secret", body: `{"event_id":"01EXAMPLE","event_type":"form_response"}`,
		header: map[string]string{"Typeform-Signature": "sha256=yeiYzu/AH3+k/dIAHpg1akGQeEmBbPK/MrbVLxp+KtQ="},
	},
	"Shopify": {
		hmac:   webhook.HMAC{Header: "X-Shopify-Hmac-Sha256", Encoding: webhook.Std},
		secret: "example-shopify-secret", body: `{"id":820982911946154508,"title":"Example"}`,
		header: map[string]string{"X-Shopify-Hmac-Sha256": "U0vzDNKQlUTP8CHDKMXCp0oN1VhowhIX+5i9RHLj7Ss="},
	},
	"Stripe": {
		hmac: named(timestampedHex, "Stripe-Signature", "t="), secret: "whsec_example_not_real", at: 1492774577,
		body: `{"id":"evt_example","object":"event","type":"invoice.paid"}`,
		header: map[string]string{"Stripe-Signature": "t=1492774577,v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39," +
			"v1=27223163b0bcca4a5bddda40a43f268adcbc211bcd0597852add71bc9cba1f60"},
	},
	"Stripe, while a secret is rotated": {
		hmac: named(timestampedHex, "Stripe-Signature", "t="), secret: "whsec_example_older", at: 1492774577,
		body: `{"id":"evt_example","object":"event","type":"invoice.paid"}`,
		header: map[string]string{"Stripe-Signature": "t=1492774577,v1=27223163b0bcca4a5bddda40a43f268adcbc211bcd0597852add71bc9cba1f60," +
			"v1=53c6df3a7c82e3b828e5687b7e4b22446b9c68d1a31bbe5f379868431da3b20f"},
	},
	"Calendly": {
		hmac: named(timestampedHex, "Calendly-Webhook-Signature", "t="), secret: "example-calendly-key", at: 1678886400,
		body:   `{"event":"invitee.created"}`,
		header: map[string]string{"Calendly-Webhook-Signature": "t=1678886400,v1=9e9cb53b981d165c2f32229c8994c5b573b0c2e12c9016af0b185f71ba829079"},
	},
	"WorkOS, in milliseconds": {
		hmac: named(timestampedHex, "WorkOS-Signature", "t="), secret: "example-workos-secret", at: 1678886400,
		body:   `{"id":"wh_example","event":"dsync.user.created"}`,
		header: map[string]string{"Workos-Signature": "t=1678886400123, v1=114a18c244ddc41ed704be87996c25fbb629923a08a2f690a8b5c8da85445a36"},
	},
	"Slack, published": { // api.slack.com, "Verifying requests from Slack"
		hmac: named(versionedHex, "X-Slack-Signature", "X-Slack-Request-Timestamp"), secret: "8f742231b10e8888abcd99yyyzzz85a5", at: 1531420618,
		body: slackBody,
		header: map[string]string{
			"X-Slack-Request-Timestamp": "1531420618",
			"X-Slack-Signature":         "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
		},
	},
	"Zoom": {
		hmac: named(versionedHex, "x-zm-signature", "x-zm-request-timestamp"), secret: "example-zoom-token", at: 1739923528,
		body: `{"event":"meeting.started","event_ts":1739923528000}`,
		header: map[string]string{
			"X-Zm-Request-Timestamp": "1739923528",
			"X-Zm-Signature":         "v0=7b85851218bc7ea4b8cae1505a25f83a48531758786e4a1c936a028692922200",
		},
	},
	"Standard Webhooks, published": { // github.com/standard-webhooks/standard-webhooks, the libraries' tests
		hmac: standardWebhook, secret: decoded("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), at: 1614265330,
		body: `{"test": 2432232314}`,
		header: map[string]string{
			"Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "Webhook-Timestamp": "1614265330",
			"Webhook-Signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
		},
	},
	"Svix, with other signatures around it": {
		hmac: webhook.HMAC{
			Header: "svix-signature", HeaderPrefix: "v1,", HeaderSeparator: " ", Encoding: webhook.Std,
			Prefix: "{id}.{time}.", Time: "svix-timestamp", ID: "svix-id",
		},
		secret: decoded("plJ3nmyCDGBKInavdOK15jsl"), at: 1731705121, body: `{"event_type":"ping","data":{"success":true}}`,
		header: map[string]string{
			"Svix-Id": "msg_loFOjxBNrRLzqYUf", "Svix-Timestamp": "1731705121",
			"Svix-Signature": "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== " +
				"v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
		},
	},
	"LinkedIn": {
		hmac: webhook.HMAC{Header: "X-LI-Signature", Encoding: webhook.Hex, Prefix: liPrefix}, secret: li, body: l2Body,
		header: map[string]string{"X-Li-Signature": l2MAC},
	},
	"Knit": {
		hmac: webhook.HMAC{Header: "X-Knit-Signature"}, secret: kn, body: k3Body,
		header: map[string]string{"X-Knit-Signature": "rCwAWtMBc9mxZN49Lf-wj_aGdBRhUvssiCidGcEfuM0"},
	},
}

// verifier returns the HMAC of the scheme, with keys and a clock.
func (s scheme) verifier(t testing.TB, secrets ...string) webhook.HMAC {
	t.Helper()
	if len(secrets) == 0 {
		secrets = []string{s.secret}
	}
	keys, err := webhook.StaticKeys(secrets...)
	require.NoError(t, err)
	h := s.hmac
	h.Keys = keys
	h.Now = func() time.Time { return time.Unix(s.at, 0) }
	return h
}

func (s scheme) request() *http.Request {
	r := &http.Request{Method: http.MethodPost, Header: http.Header{}}
	for name, value := range s.header {
		r.Header.Set(name, value)
	}
	return r
}

func TestSchemes(t *testing.T) {
	for name, s := range schemes {
		body := []byte(s.body)
		t.Run(name, func(t *testing.T) {
			t.Run("the provider's request verifies", func(t *testing.T) {
				require.NoError(t, s.verifier(t).Verify(s.request(), body))
				require.NoError(t, s.verifier(t, "another", s.secret).Verify(s.request(), body))
			})
			t.Run("another body or secret is rejected", func(t *testing.T) {
				require.ErrorIs(t, s.verifier(t).Verify(s.request(), append(slices.Clip(body), ' ')), webhook.ErrSignature)
				require.ErrorIs(t, s.verifier(t, "another").Verify(s.request(), body), webhook.ErrSignature)
			})
			t.Run("every header is required once", func(t *testing.T) {
				for name, value := range s.header {
					wrong := map[string][]string{"missing": nil, "empty": {""}, "twice": {value, value}, "changed": {changed(value)}}
					if s.hmac.HeaderSeparator == "" { // in a list, other elements are ignored
						wrong["a zero before it"], wrong["a space before it"] = []string{"0" + value}, []string{" " + value}
					}
					for what, values := range wrong {
						r := s.request()
						r.Header[name] = values
						require.ErrorIs(t, s.verifier(t).Verify(r, body), webhook.ErrSignature, "%s %s", name, what)
					}
				}
			})
			t.Run("webhooktest signs the same", func(t *testing.T) {
				h := s.verifier(t)
				require.NoError(t, h.Verify(webhooktest.Request("/", h, s.secret, body), body))
				require.ErrorIs(t, h.Verify(webhooktest.Request("/", h, "a guess", body), body), webhook.ErrSignature)
			})
			t.Run("a receiver accepts it", func(t *testing.T) {
				src := acme(t)
				src.Verifier = s.verifier(t)
				src.Route = func(*webhook.Delivery) (webhook.Route, error) { return webhook.Route{Event: []byte("e")}, nil }
				rx := receiver(t, src, &inbox{})
				r := s.request()
				r.Body, r.ContentLength = http.NoBody, 0
				require.Equal(t, 401, respond(rx, r).Code)
				r = webhooktest.Request("/", s.verifier(t), s.secret, body)
				for name, value := range s.header {
					r.Header.Set(name, value)
				}
				require.Equal(t, 200, respond(rx, r).Code)
			})
			t.Run("verifying allocates nothing", func(t *testing.T) {
				h, r := s.verifier(t), s.request()
				h.Header, h.ID = http.CanonicalHeaderKey(h.Header), http.CanonicalHeaderKey(h.ID)
				if !strings.HasSuffix(h.Time, "=") {
					h.Time = http.CanonicalHeaderKey(h.Time)
				}
				got := allocations(t, func() { _ = h.Verify(r, body) })
				if !raceEnabled {
					require.Zero(t, got)
				}
			})
		})
	}
}

// changed returns value with its last letter or digit replaced.
func changed(value string) string {
	b := []byte(value)
	for i := range slices.Backward(b) {
		if b[i] != '=' {
			b[i] ^= 1
			break
		}
	}
	return string(b)
}

func TestSchemesSign(t *testing.T) {
	for _, name := range []string{"GitHub, published", "Slack, published", "Greenhouse", "Shopify", "Calendly", "Zoom", "LinkedIn", "Knit", "Typeform"} {
		s := schemes[name]
		header := http.Header{}
		require.NoError(t, s.verifier(t).Sign(header, s.secret, []byte(s.body)))
		want := s.request().Header
		require.Equal(t, want, header, name)
	}
	s := schemes["Standard Webhooks, published"]
	header := http.Header{"Webhook-Id": {"msg_p5jXN8AQM9LWM0D4loKWxJek"}}
	require.NoError(t, s.verifier(t).Sign(header, s.secret, []byte(s.body)))
	require.Equal(t, s.request().Header, header)
	header.Del("Webhook-Id")
	require.NoError(t, s.verifier(t).Sign(header, s.secret, []byte(s.body)))
	require.NotEmpty(t, header.Get("Webhook-Id"), "a random id")
	require.NotEqual(t, s.header["Webhook-Id"], header.Get("Webhook-Id"))
}

func TestHMACTolerance(t *testing.T) {
	for _, name := range []string{"Stripe", "Slack, published", "Standard Webhooks, published", "WorkOS, in milliseconds"} {
		s := schemes[name]
		for tolerance, most := range map[time.Duration]time.Duration{0: 5 * time.Minute, time.Hour: time.Hour, time.Second: time.Second} {
			for off, want := range map[time.Duration]bool{
				0: true, most - time.Second: true, -most + time.Second: true, most + time.Second: false, -most - time.Second: false,
				200 * 365 * 24 * time.Hour: false, -50 * 365 * 24 * time.Hour: false,
			} {
				h := s.verifier(t)
				h.Tolerance = tolerance
				h.Now = func() time.Time { return time.Unix(s.at, 0).Add(off) }
				if strings.Contains(name, "milli") { // it was sent 123 ms later
					h.Now = func() time.Time { return time.UnixMilli(s.at*1000 + 123).Add(off) }
				}
				err := h.Verify(s.request(), []byte(s.body))
				require.Equal(t, want, err == nil, "%s, tolerance %s, off by %s: %v", name, tolerance, off, err)
				if err != nil {
					require.ErrorIs(t, err, webhook.ErrSignature)
					require.ErrorContains(t, err, "clock")
				}
			}
		}
	}
}

func TestHMACInvalidTime(t *testing.T) {
	s := schemes["Slack, published"]
	for _, sent := range []string{"", "-1", "+1531420618", " 1531420618", "1531420618 ", "1531420618.0", "1.5e9", "0x5b47b04a", "15314206180000000000", "9223372036854775807", "18446744073709551616", "now"} {
		h := s.verifier(t)
		r := s.request()
		r.Header.Set(h.Time, sent)
		// The signature is valid, so that only the time can be the reason of the rejection.
		r.Header.Set(h.Header, "v0="+webhook.Sign(s.secret, []byte(s.body), webhook.Hex, "v0:"+sent+":"))
		require.ErrorIs(t, h.Verify(r, []byte(s.body)), webhook.ErrSignature, sent)
	}
	for _, value := range []string{"t=1,t=1492774577,v1=", "t=1492774577,t=1492774577,v1=", "v1=", "t=,v1=", "T=1492774577,v1="} {
		s := schemes["Stripe"]
		r := s.request()
		r.Header.Set("Stripe-Signature", value+"27223163b0bcca4a5bddda40a43f268adcbc211bcd0597852add71bc9cba1f60")
		require.ErrorIs(t, s.verifier(t).Verify(r, []byte(s.body)), webhook.ErrSignature, value)
	}
}

func TestHMACManySignatures(t *testing.T) {
	s := schemes["Stripe"]
	wrong := "v1=" + strings.Repeat("0", 64) + ","
	good := "v1=27223163b0bcca4a5bddda40a43f268adcbc211bcd0597852add71bc9cba1f60"
	for n, want := range map[int]bool{0: true, 7: true, 8: false, 1000: false} {
		r := s.request()
		r.Header.Set("Stripe-Signature", "t=1492774577,v1=malformed,,x, "+strings.Repeat(wrong, n)+good)
		require.Equal(t, want, s.verifier(t).Verify(r, []byte(s.body)) == nil, n)
	}
}

// The signed bytes are one string, so a part of the body must not be accepted as a part of the id.
func TestHMACIDBoundary(t *testing.T) {
	s := schemes["Standard Webhooks, published"]
	h := s.verifier(t)
	signed := func(id, at, body string) *http.Request {
		return &http.Request{Header: http.Header{
			"Webhook-Id": {id}, "Webhook-Timestamp": {at},
			"Webhook-Signature": {"v1," + webhook.Sign(s.secret, []byte(body), webhook.Std, id+"."+at+".")},
		}}
	}
	require.NoError(t, h.Verify(signed("msg_1", "1614265330", "1614265330.{}"), []byte("1614265330.{}")))
	require.ErrorIs(t, h.Verify(signed("msg_1.1614265330", "1614265330", "{}"), []byte("{}")), webhook.ErrSignature)
}

func TestHMACInvalidScheme(t *testing.T) {
	keys, err := webhook.StaticKeys(kn)
	require.NoError(t, err)
	for name, h := range map[string]webhook.HMAC{
		"sha256= in Prefix":               {Prefix: "sha256="},
		"sha256 and space in Prefix":      {Prefix: "sha256 "},
		"version in Prefix":               {Prefix: "v1="},
		"a time that is not signed":       {Time: "X-Time"},
		"an element that is not signed":   {Time: "t=", HeaderSeparator: ","},
		"signed time without Time":        {Prefix: "{time}."},
		"an id that is not signed":        {ID: "X-Id"},
		"signed id without ID":            {Prefix: "{id}."},
		"an id that touches the body":     {Prefix: "{time}.{id}", ID: "X-Id", Time: "X-Time"},
		"an id that touches the time":     {Prefix: "{id}{time}.", ID: "X-Id", Time: "X-Time"},
		"element without HeaderSeparator": {Prefix: "{time}.", Time: "t="},
		"a separator inside a prefix":     {HeaderPrefix: "v1,", HeaderSeparator: ","},
		"a negative tolerance":            {Prefix: "{time}.", Time: "X-Time", Tolerance: -1},
		"tolerance without Time":          {Tolerance: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			h.Header, h.Keys = "X-Signature", keys
			src := acme(t)
			src.Verifier = h
			_, err := webhook.NewReceiver(src, &inbox{})
			require.ErrorContains(t, err, "webhook: HMAC.")
			require.Error(t, h.Verify(withSignature(webhook.Sign(kn, nil, webhook.RawURL, "")), nil))
			require.Error(t, h.Sign(http.Header{}, kn, nil))
			require.Panics(t, func() { webhooktest.Request("/", h, kn, nil) })
		})
	}
	require.Error(t, webhook.HMAC{}.Sign(http.Header{}, kn, nil), "HMAC without Header")
}

func TestHMACHeaderPrefix(t *testing.T) {
	keys, err := webhook.StaticKeys(kn)
	require.NoError(t, err)
	h := webhook.HMAC{Header: "X-Signature", HeaderPrefix: "sha256=", Encoding: webhook.Hex, Keys: keys}
	good := webhook.Sign(kn, []byte(k3Body), webhook.Hex, "")
	require.NoError(t, h.Verify(withSignature("sha256="+good), []byte(k3Body)))
	for _, value := range []string{good, "SHA256=" + good, "sha256 " + good, "sha256=sha256=" + good, "sha256=", "sha256=" + webhook.Sign(kn, []byte(k3Body), webhook.Hex, "sha256=")} {
		require.ErrorIs(t, h.Verify(withSignature(value), []byte(k3Body)), webhook.ErrSignature, value)
	}
	// Both prefixes: HeaderPrefix is in the header, and Prefix is signed.
	h.Prefix = "signed:"
	require.NoError(t, h.Verify(withSignature("sha256="+webhook.Sign(kn, []byte(k3Body), webhook.Hex, "signed:")), []byte(k3Body)))
	require.ErrorIs(t, h.Verify(withSignature("signed:"+webhook.Sign(kn, []byte(k3Body), webhook.Hex, "signed:")), []byte(k3Body)), webhook.ErrSignature)
}

func TestHMACOtherBraces(t *testing.T) {
	keys, err := webhook.StaticKeys(kn)
	require.NoError(t, err)
	for _, prefix := range []string{"{", "{}", "{ti", "{{", "a{b}c{"} {
		h := webhook.HMAC{Header: "X-Signature", Prefix: prefix, Keys: keys}
		require.NoError(t, h.Verify(withSignature(webhook.Sign(kn, []byte(k3Body), webhook.RawURL, prefix)), []byte(k3Body)), prefix)
	}
	h := webhook.HMAC{Header: "X-Signature", Prefix: "{{time}}.", Time: "X-Time", Keys: keys, Now: func() time.Time { return time.Unix(1700000000, 0) }}
	r := withSignature(webhook.Sign(kn, []byte(k3Body), webhook.RawURL, "{1700000000}."))
	r.Header.Set("X-Time", "1700000000")
	require.NoError(t, h.Verify(r, []byte(k3Body)))
}

func TestHMACSignedIDDedup(t *testing.T) {
	s := schemes["Standard Webhooks, published"]
	h := s.verifier(t)
	h.Now = nil // use the receiver's clock
	src := webhook.Source{
		Name: "acme", Verifier: h, Keep: []string{"webhook-id"},
		Route: func(d *webhook.Delivery) (webhook.Route, error) {
			return webhook.Route{Event: []byte("e"), ID: []byte(d.Header.Get("Webhook-Id"))}, nil
		},
	}
	var in inbox
	rx := receiver(t, src, &in, webhook.Use(webhook.Dedup(webhook.NewMemoryDeduper(0, 0))))
	first := webhooktest.Request("/", h, s.secret, []byte("{}"))
	for _, r := range []*http.Request{first, first, webhooktest.Request("/", h, s.secret, []byte("{}"))} {
		require.Equal(t, 200, webhooktest.Deliver(t.Context(), rx, r))
	}
	require.Len(t, in.all(), 2)
	moved := first.Clone(t.Context())
	moved.Header.Set("Webhook-Id", "msg_other")
	moved.Body, _ = first.GetBody()
	require.Equal(t, 401, respond(rx, moved).Code)
}

func TestHMACTimeErrorHidesTime(t *testing.T) {
	s := schemes["Slack, published"]
	h := s.verifier(t)
	h.Now = time.Now
	err := h.Verify(s.request(), []byte(s.body))
	require.ErrorIs(t, err, webhook.ErrSignature)
	text, _ := json.Marshal(fmt.Sprintf("%+v", err))
	require.False(t, bytes.Contains(text, []byte("1531420618")))
}
