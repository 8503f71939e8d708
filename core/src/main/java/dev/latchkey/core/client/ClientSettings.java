package dev.latchkey.core.client;

import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.key.KeyAlgorithm;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an administrator decides about a client: one that exists, or one that is to be added. */
public sealed interface ClientSettings permits Client, NewClient {

    String clientId();

    @Nullable
    String name();

    boolean confidential();

    Set<GrantType> grantTypes();

    Scopes scopes();

    List<String> audiences();

    List<Origin> origins();

    Claims claims();

    @Nullable
    KeyAlgorithm signingAlgorithm();

    Lifetimes lifetimes();

    SignInSettings signIn();

    ClientAuthentication authentication();

    Safeguards safeguards();

    /** The resources that it may exchange access tokens for, as URIs (RFC 8693). */
    List<String> exchangeTo();

    /** Whether an access token can be sent in a header that has these of its scopes, and these audiences in place of its own. */
    default boolean fits(Scopes scopes, List<String> otherAudiences) {
        return NewClient.fits(scopes, otherAudiences, claims());
    }

    /** Whether it authenticates by a secret: not a public client, nor one with keys or a certificate. */
    default boolean hasSecret() {
        return confidential() && authentication().method() == AuthMethod.SECRET;
    }

    /** Begins the description of a client that has all of these settings. */
    default NewClient.Builder toBuilder() {
        return new NewClient.Builder(clientId(), confidential())
                .name(name())
                .grants(grantTypes())
                .scopes(scopes())
                .audiences(audiences())
                .origins(origins())
                .claims(claims())
                .signingAlgorithm(signingAlgorithm())
                .lifetimes(lifetimes())
                .signIn(signIn())
                .authentication(authentication())
                .safeguards(safeguards())
                .exchangeTo(exchangeTo());
    }
}
