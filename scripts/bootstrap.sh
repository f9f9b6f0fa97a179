# What a clone needs before Node can run our TypeScript: pnpm, the workspace's packages and, among them, the pinned Node.
# Sourced by ./scripts/up and ./scripts/test. Does nothing, in no time, when everything is in place; says what it does otherwise.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
export BERTH_STARTED_MS=$(date +%s%3N)
export TURBO_TELEMETRY_DISABLED=1 NEXT_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
export PATH="$root/node_modules/.bin:$root/.tools/node_modules/.bin:$PATH"

trap 'echo "The set-up failed in scripts/bootstrap.sh at line $LINENO." >&2' ERR

# fail <what is wrong> <the one line that puts it right>
fail() {
	printf '%s\n%s\n' "$1" "$2"
	exit 1
}

pnpm_version=12.21.0
pnpm="$root/.tools/node_modules/.bin/pnpm"

[ "$(uname -s)" = Linux ] || fail "Berth's scripts run on Linux; this is $(uname -s)." "docker run -it --privileged debian:12"
[ "$(uname -m)" = x86_64 ] || fail "Berth's scripts run on x86-64; this is $(uname -m)." "docker run -it --privileged --platform linux/amd64 debian:12"

mkdir -p .tools
# Two of us at once would write the same folders.
exec 8>.tools/lock
flock 8

installed=$(sed -n 's/^[[:space:]]*"version": "\(.*\)",*$/\1/p' .tools/node_modules/pnpm/package.json 2>/dev/null || true)
if [ "$installed" != "$pnpm_version" ]; then
	[ "${BERTH_INSTALL:-}" != never ] || fail "Missing: pnpm $pnpm_version (BERTH_INSTALL=never forbids to install it)." "npm install --prefix .tools --no-save pnpm@$pnpm_version"
	command -v npm >/dev/null || fail "Missing: npm, which fetches pnpm." "apt-get update && apt-get install -y --no-install-recommends npm"
	echo "Installing pnpm $pnpm_version into .tools."
	npm install --prefix .tools --no-save --no-audit --no-fund --loglevel=error "pnpm@$pnpm_version" || fail "pnpm could not be fetched." "npm install --prefix .tools --no-save pnpm@$pnpm_version"
fi

# What decides which packages there are.
wanted=$(cat pnpm-lock.yaml pnpm-workspace.yaml package.json apps/*/package.json packages/*/package.json test/package.json | sha256sum)
stamp=node_modules/.berth-installed
if [ ! -x node_modules/.bin/node ] || [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
	[ "${BERTH_INSTALL:-}" != never ] || fail "The workspace's packages are not installed (BERTH_INSTALL=never forbids it)." ".tools/node_modules/.bin/pnpm install --frozen-lockfile"
	echo "Installing the workspace's packages, Node 24 among them."
	"$pnpm" install --frozen-lockfile --reporter=append-only >.tools/install.log 2>&1 || {
		tail -n 20 .tools/install.log
		fail "The workspace's packages could not be installed; the log is .tools/install.log." ".tools/node_modules/.bin/pnpm install --frozen-lockfile"
	}
	echo "$wanted" >"$stamp"
fi

exec 8>&-
trap - ERR
node="$root/node_modules/.bin/node"
