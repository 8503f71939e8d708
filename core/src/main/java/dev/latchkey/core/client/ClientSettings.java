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

    /** Whether its access tokens can be sent in a header when they have these audiences in place of the client's. */
    default boolean fits(List<String> otherAudiences) {
        return NewClient.fits(scopes(), otherAudiences, claims());
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
                .safeguards(safeguards());
    }
}
