package webhook_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rolecall-dev/rolecall/webhook"
)

func TestVerifyRotation(t *testing.T) {
	body := []byte(k3Body)
	keys, err := webhook.StaticKeys(kn, "old_"+kn)
	require.NoError(t, err)
	h := webhook.HMAC{Header: "X-Signature", Keys: keys}
	require.NoError(t, h.Verify(withSignature(webhook.Sign(kn, body, webhook.RawURL, "")), body))
	require.NoError(t, h.Verify(withSignature("HKWr-EEET9b7ZApJnv0EV1L0izqgZSSfTC50QxXUuOc"), body))
	require.ErrorIs(t, h.Verify(withSignature(webhook.Sign("older", body, webhook.RawURL, "")), body), webhook.ErrSignature)
}

func TestVerifyPaddedSecret(t *testing.T) {
	body := []byte(k3Body)
	good := webhook.Sign(kn, body, webhook.RawURL, "")
	for _, pasted := range []string{kn + "\n", " " + kn, kn + "\t"} {
		keys, err := webhook.StaticKeys(pasted)
		require.NoError(t, err)
		h := webhook.HMAC{Header: "X-Signature", Keys: keys}
		require.NoError(t, h.Verify(withSignature(webhook.Sign(pasted, body, webhook.RawURL, "")), body))
		err = h.Verify(withSignature(good), body)
		require.ErrorIs(t, err, webhook.ErrSignature)
		require.ErrorContains(t, err, "white space")
		require.NotContains(t, err.Error(), kn)
	}
}

func TestVerifyErrorHasNoSecrets(t *testing.T) {
	body := []byte(k3Body)
	keys, err := webhook.StaticKeys(kn)
	require.NoError(t, err)
	h := webhook.HMAC{Header: "X-Signature", Keys: keys}
	right := webhook.Sign(kn, body, webhook.RawURL, "")
	wrong := webhook.Sign("a guess", body, webhook.RawURL, "")
	for _, sent := range []string{wrong, "malformed-value", right + "="} {
		err := h.Verify(withSignature(sent), body)
		require.ErrorIs(t, err, webhook.ErrSignature)
		for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%x"} {
			text := fmt.Sprintf(verb, err)
			for _, secret := range []string{right, wrong, sent, kn, k3Body, fmt.Sprintf("%x", right), fmt.Sprintf("%x", kn)} {
				require.NotContains(t, text, secret)
			}
		}
	}
}

func TestVerifyHeaderCase(t *testing.T) {
	body := []byte(k3Body)
	keys, err := webhook.StaticKeys(kn)
	require.NoError(t, err)
	for _, name := range []string{"X-LI-Signature", "x-li-signature", "X-Li-Signature"} {
		r := &http.Request{Header: http.Header{}}
		r.Header.Set("X-LI-SIGNATURE", webhook.Sign(kn, body, webhook.RawURL, ""))
		require.NoError(t, webhook.HMAC{Header: name, Keys: keys}.Verify(r, body))
	}
}

func TestVerifyKeyLookupFails(t *testing.T) {
	h := webhook.HMAC{Header: "X-Signature", Keys: func(*http.Request) ([]*webhook.Key, error) { return nil, io.ErrUnexpectedEOF }}
	err := h.Verify(withSignature(webhook.Sign(kn, nil, webhook.RawURL, "")), nil)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.NotErrorIs(t, err, webhook.ErrSignature)
}

func TestVerifyMalformedBeforeKeys(t *testing.T) {
	h := webhook.HMAC{Header: "X-Signature", Keys: func(*http.Request) ([]*webhook.Key, error) {
		t.Error("the keys were looked up")
		return nil, nil
	}}
	require.ErrorIs(t, h.Verify(withSignature("x"), nil), webhook.ErrSignature)
}

func TestVerifyWithoutHeaderOrKeys(t *testing.T) {
	keys, err := webhook.StaticKeys(kn)
	require.NoError(t, err)
	r := withSignature(webhook.Sign(kn, nil, webhook.RawURL, ""))
	r.Header[""] = r.Header["X-Signature"]
	require.Error(t, webhook.HMAC{Keys: keys}.Verify(r, nil))
	require.Error(t, webhook.HMAC{Header: "X-Signature"}.Verify(r, nil))
	require.ErrorIs(t, webhook.HMAC{Header: "X-Signature", Keys: keys, Encoding: 9}.Verify(r, nil), webhook.ErrSignature)
}

func TestVerifyConcurrent(t *testing.T) {
	keys, err := webhook.StaticKeys(kn, ko, li)
	require.NoError(t, err)
	h := webhook.HMAC{Header: "X-Signature", Prefix: liPrefix, Encoding: webhook.Hex, Keys: keys}
	var all sync.WaitGroup
	errs := make(chan error, 64)
	for i := range cap(errs) {
		all.Go(func() {
			secret := []string{kn, ko, li, "forged"}[i%4]
			body := fmt.Appendf(nil, `{"n":%d}`, i)
			var failed error
			for range 200 {
				err := h.Verify(withSignature(webhook.Sign(secret, body, webhook.Hex, liPrefix)), body)
				if errors.Is(err, webhook.ErrSignature) != (secret == "forged") {
					failed = fmt.Errorf("signed with %s: %w", secret, errors.Join(err))
				}
			}
			errs <- failed
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
}
