package dev.latchkey.server.cache;

import dev.latchkey.core.client.Client;
import dev.latchkey.core.jdbc.LeftOut;
import dev.latchkey.core.jdbc.ReadRows;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.resource.ResourceListing;
import dev.latchkey.core.resource.Resources;
import dev.latchkey.core.resource.Targets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All resources (<a href="https://www.rfc-editor.org/rfc/rfc8707">RFC 8707</a>), in memory, and which of them a client may
 * ask for: those of which it has at least one scope.
 */
public final class ResourceDirectory {

    /** The parameter that names one; it may be there more than once. */
    public static final String PARAMETER = "resource";

    private static final int MOST = 8;

    /** In characters, all together: they go into codes and tokens, which travel in URLs and headers. */
    private static final int MAX_LENGTH = 1024;

    /** How much of a URI a description repeats, in characters. */
    private static final int MOST_SHOWN = 100;

    private final Resources resources;
    private final LeftOut leftOut = new LeftOut();
    private volatile Map<String, ResourceListing> all = Map.of();
    private volatile Map<String, String> servers = Map.of();
    private volatile Map<String, String> names = Map.of();

    public ResourceDirectory(Resources resources) {
        this.resources = resources;
    }

    /**
     * Reads all resources again; one after the other, so that an older reading never replaces a newer one. A row that cannot
     * be read is left out.
     *
     * @return true: a row that cannot be read now cannot be read before it is changed
     */
    public synchronized boolean reload() {
        ReadRows<ResourceListing> rows = resources.readAll();
        leftOut.replace(rows.unreadable());
        List<Resource> read =
                rows.read().stream().map(ResourceListing::resource).toList();
        all = rows.read().stream()
                .collect(Collectors.toUnmodifiableMap(row -> row.resource().uri(), Function.identity()));
        servers = read.stream()
                .filter(resource -> resource.servedBy() != null)
                .collect(Collectors.toUnmodifiableMap(Resource::uri, Resource::servedBy));
        names = read.stream()
                .filter(resource -> resource.name() != null)
                .collect(Collectors.toUnmodifiableMap(
                        Resource::uri, resource -> resource.name() + " (" + resource.uri() + ")"));
        return true;
    }

    /**
     * The resources that a client asks for, in this order; one that is there twice counts once.
     *
     * @return empty when the client may not ask for one of them, or they are more than go into a token
     */
    public Optional<Targets> find(Client client, List<String> uris) {
        if (uris.isEmpty()) {
            return Optional.of(Targets.NONE);
        }
        Targets found = registered(uris, Instant.MAX);
        boolean allowed = found.resources().size() == uris.stream().distinct().count()
                && found.resources().stream()
                        .noneMatch(one -> one.resource()
                                .scopes()
                                .intersect(client.scopes())
                                .isEmpty());
        int length = found.uris().stream().mapToInt(String::length).sum();
        return allowed
                        && found.uris().size() <= MOST
                        && length <= MAX_LENGTH
                        && client.fits(found.ofToken(client.scopes()), found.uris())
                ? Optional.of(found)
                : Optional.empty();
    }

    /**
     * What {@link #find} refuses, for the developer of the client: one sentence, with no character that an error description
     * may not have (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, section 5.2</a>).
     */
    public String refusal(Client client, List<String> uris) {
        Map<String, ResourceListing> current = all;
        return uris.stream()
                .filter(uri -> {
                    ResourceListing found = current.get(uri);
                    return found == null
                            || found.resource()
                                    .scopes()
                                    .intersect(client.scopes())
                                    .isEmpty();
                })
                .findFirst()
                .map(uri -> "The resource " + shown(uri) + " is unknown, or the client has none of its scopes.")
                .orElse("One token cannot be for so many resources.");
    }

    private static String shown(String uri) {
        String printable = uri.replaceAll("[^!#-\\[\\]-~]", "?");
        return printable.length() > MOST_SHOWN ? printable.substring(0, MOST_SHOWN) + "..." : printable;
    }

    /** For people: each with its name, if it has one, and its URI. */
    public List<String> names(List<String> uris) {
        Map<String, String> current = names;
        return uris.stream().map(uri -> current.getOrDefault(uri, uri)).toList();
    }

    /** The first of these that a client serves: it may exchange the access tokens that are for it. */
    public Optional<String> served(Client client, List<String> uris) {
        Map<String, String> current = servers;
        return uris.stream()
                .filter(uri -> client.clientId().equals(current.get(uri)))
                .findFirst();
    }

    /**
     * Those that are there, of these, in this order.
     *
     * @param granted when the grant began that has them, to the millisecond. A resource that was added later is another
     *     one than that which was granted and removed
     */
    public Targets registered(List<String> uris, Instant granted) {
        Map<String, ResourceListing> current = all;
        return new Targets(uris.stream()
                .distinct()
                .map(current::get)
                .filter(Objects::nonNull)
                .filter(one -> !one.createdAt().truncatedTo(ChronoUnit.MILLIS).isAfter(granted))
                .toList());
    }

    /** What pages show of these, and what tells them from others of the same URIs: a form is bound to it. */
    public String shown(List<String> uris) {
        Map<String, ResourceListing> current = all;
        return uris.stream()
                .map(uri -> {
                    ResourceListing one = current.get(uri);
                    return uri
                            + (one == null
                                    ? ""
                                    : " " + one.createdAt() + " "
                                            + one.resource().name());
                })
                .collect(Collectors.joining("\n"));
    }
}
