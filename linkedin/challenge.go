package linkedin

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/rolecall-dev/rolecall/webhook"
)

// LinkedIn gives three seconds.
const challengeTime = 2500 * time.Millisecond

// challenge answers LinkedIn's GET: {"challengeCode":…,"challengeResponse":hex HMAC of the code}.
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
		ctx, cancel := context.WithTimeout(r.Context(), challengeTime)
		defer cancel()
		keys, err := secrets.Keys(ctx, application)
		switch {
		case err != nil:
			w.Header().Set("Retry-After", "5")
			w.WriteHeader(http.StatusServiceUnavailable)
		case len(keys) == 0:
			w.WriteHeader(http.StatusNotFound)
		default:
			answerChallenge(w, keys[0], codes[0])
		}
	}
}

func answerChallenge(w http.ResponseWriter, key *webhook.Key, code string) {
	response, err := key.Sign([]byte(code), webhook.Hex, "")
	if err != nil { // a key that is none
		w.WriteHeader(http.StatusNotFound)
		return
	}
	body, _ := json.Marshal(map[string]string{"challengeCode": code, "challengeResponse": response}) // text
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body)
}

// isChallengeCode accepts LinkedIn's UUIDs, and what else has letters, digits, - and _ alone.
//
// Anybody may ask, and is given a signature by the secret that also signs events: of the text
// "hmacsha256=" and a body. A code with other signs could be just that text, and whoever sent it
// could then send the body in LinkedIn's name.
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
