#!/bin/sh
# Signs a user in from a shell, as gh does: RFC 8628, without a browser on this machine. Needs curl and jq.
set -eu
umask 077 # the file below is for its owner only
issuer=${ISSUER:-http://localhost:9000}
client=${CLIENT_ID:-cli}
kept=${TOKEN_FILE:-${XDG_STATE_HOME:-$HOME/.local/state}/latchkey-cli/refresh-token}

die() { printf '%s\n' "$*" >&2; exit 1; }
get() { printf '%s' "$answer" | jq -r "$1 // empty"; }

# Posts a form. It comes from standard input, so that no token is in the list of processes.
post() { answer=$(printf 'client_id=%s&%s' "$client" "$2" | curl -sS -m 30 --data @- "$1"); }

keep() { # replaces the file at once: after a crash it has the old token or the new one
    mkdir -p "$(dirname "$kept")"
    get .refresh_token >"$kept.new" && mv "$kept.new" "$kept"
}

sign_in() {
    post "$device" 'scope=openid+profile+offline_access'
    code=$(get .device_code)
    [ "$code" ] || die "No code: $answer"
    printf 'Open %s in any browser and enter the code %s\n' "$(get .verification_uri)" "$(get .user_code)"
    printf 'or open %s\n' "$(get .verification_uri_complete)"
    wait=$(get .interval)
    while :; do
        sleep "${wait:=5}"
        post "$token" "grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=$code" || continue
        [ "$(get .access_token)" ] && break
        case $(get .error) in
            authorization_pending | temporarily_unavailable) ;;
            slow_down) wait=$((wait + 5)) ;;
            access_denied) die 'You refused.' ;;
            expired_token) die 'The code has expired. Start again.' ;;
            *) die "Not signed in: $answer" ;;
        esac
    done
    keep
}

refresh() { # false: sign in again
    [ -s "$kept" ] || return 1
    post "$token" "grant_type=refresh_token&refresh_token=$(cat "$kept")" || die 'Not refreshed.'
    [ "$(get .error)" = invalid_grant ] && return 1
    [ "$(get .access_token)" ] || die "Not refreshed: $answer"
    keep
}

metadata=$(curl -fsS -m 30 "$issuer/.well-known/openid-configuration")
device=$(printf '%s' "$metadata" | jq -r .device_authorization_endpoint)
token=$(printf '%s' "$metadata" | jq -r .token_endpoint)
userinfo=$(printf '%s' "$metadata" | jq -r .userinfo_endpoint)
if refresh; then echo 'Refreshed.'; else sign_in; fi
answer=$(printf 'Authorization: Bearer %s' "$(get .access_token)" | curl -fsS -m 30 -H @- "$userinfo")
printf 'Signed in as %s.\n' "$(get .preferred_username)"
