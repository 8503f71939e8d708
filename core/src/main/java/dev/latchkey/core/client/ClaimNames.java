package dev.latchkey.core.client;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names that a client's own claims may have. Rejected are claims that the server sets itself, those that are
 * registered for another purpose (<a href="https://www.iana.org/assignments/jwt/jwt.xhtml">IANA's list of claims</a>),
 * and names that resource servers read as one of those. The comparison ignores case, because some JSON libraries do:
 * Go's reads {@code Sub} as {@code sub}.
 */
final class ClaimNames {

    private static final Pattern SYNTAX = Pattern.compile("[!#-<>-\\[\\]-~]{1,128}");

    /** The claims of access tokens and introspection answers. */
    private static final Set<String> OWN = names("""
            iss sub aud exp nbf iat jti client_id scope username sid status
            active token_type
            """);

    /** Not registered, but read as {@code scope} by Spring Security and others: a scope is granted, not static. */
    private static final Set<String> READ_AS_SCOPE = names("scp");

    private static final Set<String> REGISTERED = names("""
            name given_name family_name middle_name nickname preferred_username profile picture website email
            email_verified gender birthdate zoneinfo locale phone_number phone_number_verified address updated_at
            azp nonce auth_time at_hash c_hash s_hash acr amr sub_jwk cnf
            sip_from_tag sip_date sip_callid sip_cseq_num sip_via_branch orig dest mky rph div opt msgi
            events toe txn sub_id vot vtm attest origid act may_act jcard at_use_nbr vc vp sph crn rcd rcdi
            ace_profile cnonce exi roles groups entitlements token_introspection
            eat_nonce ueid sueids oemid hwmodel hwversion oemboot dbgstat location eat_profile submods uptime bootcount
            bootseed dloas swname swversion manifests measurements measres intuse
            cdniv cdnicrit cdniip cdniuc cdniets cdnistt cdnistd sig_val_claims
            authorization_details verified_claims place_of_birth nationalities birth_family_name birth_given_name
            birth_middle_name salutation title msisdn also_known_as htm htu ath atc
            _claim_names _claim_sources rdap_allowed_purposes rdap_dnt_allowed geohash _sd _sd_alg sd_hash ...
            consumerPlmnId consumerSnpnId producerPlmnId producerSnpnId producerSnssaiList producerNsiList
            producerNfSetId producerNfServiceSetId sourceNfInstanceId analyticsIdList resOwnerId
            status_list ttl vct vct#integrity
            jwks metadata metadata_policy metadata_policy_crit constraints crit authority_hints trust_anchor_hints
            trust_marks trust_mark trust_mark_type trust_mark_issuers trust_mark_owners trust_anchor trust_chain
            delegation logo_uri ref keys
            """);

    /** Registered for groups and what goes by them. */
    private static final Set<String> FOR_GROUPS = Set.of("groups", "roles", "entitlements");

    private ClaimNames() {}

    private static Set<String> names(String text) {
        return Stream.of(text.strip().split("\\s+", -1))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a client may not have a claim of this name, because it means something already. */
    static boolean isReserved(String name) {
        String folded = name.toLowerCase(Locale.ROOT);
        return OWN.contains(folded) || READ_AS_SCOPE.contains(folded) || REGISTERED.contains(folded);
    }

    /** Whether the names of groups may be a claim of this name: registered for it (RFC 9068, section 2.2.3.1), or free. */
    static boolean isForGroups(String name) {
        return FOR_GROUPS.contains(name) || isAllowed(name);
    }

    static boolean isAllowed(String name) {
        return SYNTAX.matcher(name).matches() && !isReserved(name);
    }

    /**
     * Checks a name.
     *
     * @throws IllegalArgumentException saying what is wrong with it, and what to choose instead
     */
    static void check(String name) {
        if (!SYNTAX.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of a claim is 1 to 128 visible ASCII characters without quotation"
                            + " marks, backslashes and equals signs, like role or https://example.com/role.");
        }
        String folded = name.toLowerCase(Locale.ROOT);
        if (OWN.contains(folded)) {
            throw new IllegalArgumentException("The server itself says what '" + folded + "' is. Choose another name.");
        }
        if (READ_AS_SCOPE.contains(folded)) {
            throw new IllegalArgumentException(
                    "Resource servers read '" + folded + "' as scopes. Use --scope, or choose another name.");
        }
        if (REGISTERED.contains(folded)) {
            throw new IllegalArgumentException("'" + folded
                    + "' is registered for another purpose (https://www.iana.org/assignments/jwt). Choose another name, like https://example.com/"
                    + folded + ".");
        }
    }
}
