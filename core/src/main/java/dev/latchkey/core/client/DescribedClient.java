package dev.latchkey.core.client;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a document says of a client. The client is public; its users are always asked.
 *
 * @param name for people, at most {@link #LONGEST_NAME} characters; null when the document has none
 * @param refreshes whether it gets refresh tokens
 */
public record DescribedClient(
        ClientUrl url, @Nullable String name, List<RedirectUri> redirectUris, Scopes scopes, boolean refreshes) {

    /** In characters. */
    public static final int LONGEST_NAME = 100;

    /**
     * Checks the list.
     *
     * @throws IllegalArgumentException when there is no redirect URI, or there are too many
     */
    public DescribedClient {
        redirectUris = List.copyOf(redirectUris);
        if (redirectUris.isEmpty()) {
            throw new IllegalArgumentException("A client has at least one redirect URI.");
        }
    }

    /** As the client of a row says it; empty when a document does not describe it. */
    public static Optional<DescribedClient> of(Client client) {
        return client.kind() == ClientKind.DOCUMENT
                ? ClientUrl.parse(client.clientId())
                        .map(url -> new DescribedClient(
                                url,
                                client.name(),
                                client.signIn().redirectUris(),
                                client.scopes(),
                                client.mayUse(GrantType.REFRESH_TOKEN)))
                : Optional.empty();
    }

    public Set<GrantType> grants() {
        return refreshes
                ? Set.of(GrantType.AUTHORIZATION_CODE, GrantType.REFRESH_TOKEN)
                : Set.of(GrantType.AUTHORIZATION_CODE);
    }

    /**
     * The client.
     *
     * @param stored as it was approved before; null for the first time
     */
    public Client client(@Nullable Client stored) {
        return new Client(
                url.id(),
                url.value(),
                name,
                false,
                grants(),
                scopes,
                List.of(),
                List.of(),
                Claims.NONE,
                null,
                Lifetimes.DEFAULT,
                new SignInSettings(redirectUris, List.of(), true, true),
                ClientAuthentication.BY_SECRET,
                Safeguards.DEFAULT,
                List.of(),
                ClientKind.DOCUMENT,
                stored == null ? Instant.EPOCH : stored.createdAt(),
                stored == null ? null : stored.disabledAt(),
                stored == null ? null : stored.tokensNotBefore(),
                stored == null ? 0 : stored.statusIndex());
    }

    /** All of it in one text: the same for the same, and for nothing else. */
    public String text() {
        // None of these has a line feed in it.
        return String.join(
                "\n",
                url.value(),
                name == null ? "" : "=" + name,
                redirectUris.toString(),
                scopes.toString(),
                Boolean.toString(refreshes));
    }
}
