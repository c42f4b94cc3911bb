#!/usr/bin/env bash
# The contract checks.
#
# Kombo: the provider's own client against our fake, our client against our fake through a proxy that
# validates with the provider's OpenAPI document, and our client against a mock of that document.
# LinkedIn: the provider's own client against our fake, and our client against a mock of LinkedIn's
# OpenAPI document.
#
# It needs Go, Node 20 or later, npm with access to a registry, and the folder "shared" next to the
# repository. All servers listen on free ports of loopback. ROLECALL_CONTRACT_SEED, any string, changes
# the random data of the mocks.
set -euo pipefail
exec </dev/null
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
references=$(dirname "$root")/shared/reference
document=$references/kombo-openapi-2026-05.json
linkedin=$references/linkedin-job-posting-v2.yaml
cd "$root"

fail() {
	echo "contract: $*" >&2
	exit 1
}

for file in "$document" "$linkedin"; do
	[ -f "$file" ] || fail "OpenAPI document not found: $file"
done
[ "$(node -p 'process.versions.node.split(".")[0] >= 20')" = true ] || fail "Node $(node --version) is too old: install 20 or later"

# All temporary files are in one folder, regardless of TMPDIR.
mkdir -p .ci/bin
work=$(mktemp -d "$root/.ci/bin/contract.XXXXXX")
export TMPDIR=$work GOTOOLCHAIN=${GOTOOLCHAIN:-local} NO_COLOR=1
pids=()
clean() {
	[ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
	wait
	rm -rf "$work"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# install installs the packages of the lock file, once for each version of it. It does not run their
# scripts, because none is needed.
install() {
	cmp -s "$here/package-lock.json" "$here/node_modules/.installed" && return
	(cd "$here" && npm ci --ignore-scripts --engine-strict=false --no-audit --no-fund --no-update-notifier --loglevel=error)
	cp "$here/package-lock.json" "$here/node_modules/.installed"
}

# start NAME PATTERN COMMAND… starts a server and sets address to the part of its output that matches
# PATTERN. A server runs for five minutes at most, even if it is not stopped.
start() {
	local name=$1 pattern=$2 log=$work/$1.log
	shift 2
	timeout --kill-after=5 300 "$@" >"$log" 2>&1 &
	pids+=($!)
	for _ in $(seq 600); do
		address=$(grep -oEm1 "$pattern" "$log" || true)
		if [ -n "$address" ] && (exec 3<>"/dev/tcp/127.0.0.1/${address##*:}") 2>/dev/null; then return; fi
		kill -0 $! 2>/dev/null || break
		sleep 0.1
	done
	cat "$log" >&2
	fail "$name did not start"
}

# prism NAME KIND DOCUMENT … starts Prism as a proxy or a mock.
prism() {
	local name=$1 kind=$2
	shift 2
	start "$name" 'http://127\.0\.0\.1:[1-9][0-9]*$' node "$here/node_modules/@stoplight/prism-cli/dist/index.js" "$kind" --host 127.0.0.1 --port 0 "$@"
}

install
go build -o "$work/sandbox" ./examples/sandbox
start sandbox 'http://127\.0\.0\.1:[1-9][0-9]*' "$work/sandbox" -control '' -kombo 127.0.0.1:0
sandbox=$address
line=$(head -n 1 "$work/sandbox.log")

echo "-- Kombo's client against the fake"
timeout 60 node "$here/official.mjs" "$line"

echo "-- our client against the fake through a validating proxy, and against a mock"
prism proxy proxy "$document" --errors "$sandbox"
export ROLECALL_CONTRACT_PROXY=$address
prism mock mock "$document"
export ROLECALL_CONTRACT_MOCK=$address ROLECALL_CONTRACT_SANDBOX=$line ROLECALL_CONTRACT_DOCUMENT=$document
go test -tags contract -count=1 -timeout 2m -run '^TestContract' ./kombo

start sandbox-linkedin 'http://127\.0\.0\.1:[1-9][0-9]*' "$work/sandbox" -control '' -linkedin 127.0.0.1:0

echo "-- LinkedIn's client against the fake"
timeout 60 node "$here/linkedin.mjs" "$(head -n 1 "$work/sandbox-linkedin.log")"

echo "-- our client against a mock of LinkedIn's OpenAPI document"
prism linkedin mock "$linkedin"
export ROLECALL_CONTRACT_LINKEDIN=$address
go test -tags contract -count=1 -timeout 2m -run '^TestContract' ./linkedin
