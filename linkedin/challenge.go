package linkedin

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
)

// challengeTimeout bounds the lookup of the secrets: LinkedIn waits three seconds for a response.
const challengeTimeout = 2500 * time.Millisecond

// challenge responds to LinkedIn's GET with {"challengeCode":…,"challengeResponse":hex HMAC of the code}.
func challenge(secrets Secrets) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		codes, ids := query["challengeCode"], query["applicationId"]
		if len(codes) != 1 || !isChallengeCode(codes[0]) || len(ids) > 1 {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		application := ""
		if len(ids) == 1 && ids[0] != "" {
			if application = applicationID(ids[0]); application == "" {
				w.WriteHeader(http.StatusNotFound)
				return
			}
		}
		ctx, cancel := context.WithTimeout(r.Context(), challengeTimeout)
		defer cancel()
		keys, err := secrets.Keys(ctx, application)
		switch {
		case err != nil:
			w.Header().Set("Retry-After", "5")
			w.WriteHeader(http.StatusServiceUnavailable)
		case len(keys) == 0:
			w.WriteHeader(http.StatusNotFound)
		default:
			writeChallengeResponse(w, keys[0], codes[0])
		}
	}
}

func writeChallengeResponse(w http.ResponseWriter, key *webhook.Key, code string) {
	response, err := key.Sign([]byte(code), webhook.Hex, "")
	if err != nil { // an invalid key
		w.WriteHeader(http.StatusNotFound)
		return
	}
	body, _ := json.Marshal(map[string]string{"challengeCode": code, "challengeResponse": response}) // strings: no error
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body)
}

// isChallengeCode reports whether s is a UUID, as LinkedIn sends it, or any other string of at most 128
// letters, digits, "-" and "_".
//
// The limit to these characters is a security measure. Anyone can send a challenge, and receives the
// signature of its code. Events are signed with the same secret, over "hmacsha256=" and the body. If all
// characters were allowed, an attacker could send that string as the code, and then the body with the
// signature.
func isChallengeCode(s string) bool {
	if s == "" || len(s) > 128 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isLetter(c) && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
