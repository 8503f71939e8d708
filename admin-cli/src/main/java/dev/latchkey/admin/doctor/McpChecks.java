package dev.latchkey.admin.doctor;

import dev.latchkey.admin.command.ServerVariables;
import dev.latchkey.admin.doctor.Finding.Result;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.client.LogoutUri;
import dev.latchkey.core.resource.Resource;
import dev.latchkey.core.resource.ResourceListing;
import dev.latchkey.core.trust.TrustedHost;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Holds the server, the resources and clients against what the <a
 * href="https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization">authorization of the Model Context
 * Protocol</a> asks of an authorization server. Its sections have titles. What holds for every client is not asked again:
 * PKCE with S256 alone and in the metadata, exact redirect URIs, rotation for public clients, the page that names the host.
 */
final class McpChecks {

    private static final Pattern LOOPBACK = Pattern.compile("(?i)http://(localhost|127\\.0\\.0\\.1|\\[::1])([:/].*)?");

    private static final String TRANSPORT = "Communication Security";
    private static final String DOCUMENTS = "Client ID Metadata Documents";
    private static final String RESOURCES = "Resource Parameter Implementation";

    private static final Duration SHORT = Duration.ofHours(1);

    private static final List<ClientRule> RULES = List.of(
            new ClientRule(
                    "password_grant",
                    "Overview",
                    Result.FAIL,
                    client -> !client.mayUse(GrantType.PASSWORD),
                    "not allowed",
                    "OAuth 2.1 has no password grant: use another client for it"),
            new ClientRule(
                    "pkce",
                    "Authorization Code Protection",
                    Result.FAIL,
                    client -> !signsUsersIn(client) || client.signIn().requiresPkce(),
                    "no code is redeemed without a verifier",
                    "each request must have a challenge: --pkce required"),
            new ClientRule(
                    "redirect_uris",
                    TRANSPORT,
                    Result.FAIL,
                    client -> client.signIn().redirectUris().stream()
                            .allMatch(uri -> uri.value().startsWith("https://")
                                    || LOOPBACK.matcher(uri.value()).matches()),
                    "all of them are https, or on the device of the user",
                    "redirect URIs must be https, or http on localhost: --redirect-uri"),
            new ClientRule(
                    "access_tokens",
                    "Token Theft",
                    Result.WARN,
                    client -> client.lifetimes().accessToken().compareTo(SHORT) <= 0,
                    "its access tokens live for an hour at most",
                    "access tokens should be short-lived: --access-token-lifetime"));

    private final ServerVariables variables;
    private final List<Resource> resources;
    private final List<String> hosts;

    /**
     * Makes the checks.
     *
     * @param resources all that there are
     * @param hosts those that are trusted
     */
    McpChecks(ServerVariables variables, List<ResourceListing> resources, List<TrustedHost> hosts) {
        this.variables = variables;
        this.resources = resources.stream().map(ResourceListing::resource).toList();
        this.hosts = hosts.stream().map(TrustedHost::name).toList();
    }

    /**
     * Checks all.
     *
     * @param named whether these clients were named; else those are checked that sign users in for a resource
     */
    List<Finding> check(List<Client> clients, boolean named) {
        List<Finding> findings = new ArrayList<>();
        findings.add(transport());
        findings.add(documents());
        hosts.stream().map(this::unreachable).flatMap(Optional::stream).forEach(findings::add);
        findings.add(
                resources.isEmpty()
                        ? fail(
                                "resources",
                                RESOURCES,
                                "clients name the MCP server: latchkey resource add URL --scope SCOPE")
                        : pass("resources", RESOURCES, "there are " + resources.size() + ", each with scopes"));
        Set<String> uris = resources.stream().map(Resource::uri).collect(Collectors.toSet());
        for (Resource resource : resources) {
            findings.add(canonical(resource, uris));
            findings.add(metadata(resource));
        }
        clients.stream()
                .filter(client -> !client.isDisabled())
                .filter(client -> named || (signsUsersIn(client) && hasResource(client)))
                .forEach(client -> {
                    findings.add(resource().check(client));
                    RULES.forEach(rule -> findings.add(rule.check(client)));
                });
        return findings;
    }

    private Finding transport() {
        String no = "every endpoint must be https: set LATCHKEY_ISSUER to an https URL";
        String url = variables.issuer().orElse(null);
        if (url == null) {
            return new Finding("tls", null, TRANSPORT, Result.WARN, no);
        }
        if (url.startsWith("https://")) {
            return pass("tls", TRANSPORT, "the server is at " + url);
        }
        return LOOPBACK.matcher(url).matches()
                ? new Finding("tls", null, TRANSPORT, Result.WARN, "good for this machine alone; for others, " + no)
                : fail("tls", TRANSPORT, no);
    }

    private Finding documents() {
        return hosts.isEmpty()
                ? new Finding(
                        "client_documents",
                        null,
                        DOCUMENTS,
                        Result.WARN,
                        "no client signs in unregistered: latchkey trusted-host add HOST")
                : pass("client_documents", DOCUMENTS, "those of " + String.join(", ", hosts) + " are fetched");
    }

    private Optional<Finding> unreachable(String host) {
        LogoutUri uri = new LogoutUri("https://" + host + "/");
        return uri.isPrivate() && !variables.listsPrivateHost(uri.host())
                ? Optional.of(new Finding(
                        "private_host",
                        null,
                        "Authorization Server Abuse Protection",
                        Result.WARN,
                        "nothing is fetched from " + host + ", which is in a network of your own: add " + uri.host()
                                + " to LATCHKEY_FETCH_PRIVATE_HOSTS of the servers"))
                : Optional.empty();
    }

    /** The specification of MCP writes the URL of a host without a slash at its end, and the SDK with one. */
    private static Finding canonical(Resource resource, Set<String> all) {
        String section = "Canonical Server URI";
        String uri = resource.uri();
        String path = Objects.requireNonNullElse(URI.create(uri).getRawPath(), "");
        boolean slash = uri.endsWith("/");
        String other = slash ? uri.substring(0, uri.length() - 1) : path.isEmpty() ? uri + "/" : uri;
        if (uri.contains("?") || all.contains(other)) {
            return pass("canonical_uri", section, uri + " is as clients write it");
        }
        String what = path.length() > 1
                ? " ends with a slash, which clients leave out: add it without one too"
                : " is written with and without a slash at its end: add " + other + " too";
        return new Finding("canonical_uri", null, section, Result.WARN, uri + what);
    }

    /** Not fetched: that is done from where the clients are. */
    private Finding metadata(Resource resource) {
        URI uri = URI.create(resource.uri());
        String path = Objects.requireNonNullElse(uri.getRawPath(), "");
        String url = uri.getScheme() + "://" + uri.getRawAuthority() + "/.well-known/oauth-protected-resource"
                + (path.equals("/") ? "" : path)
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return pass(
                "resource_metadata",
                "Protected Resource Metadata Discovery Requirements",
                "see for yourself that " + url + " has " + variables.issuer().orElse("the issuer of the servers")
                        + " in authorization_servers");
    }

    private ClientRule resource() {
        return new ClientRule(
                "resource",
                RESOURCES,
                Result.FAIL,
                this::hasResource,
                "it has a scope of a resource",
                "it has no scope of any resource: --scope");
    }

    private boolean hasResource(Client client) {
        return resources.stream()
                .anyMatch(resource ->
                        !resource.scopes().intersect(client.scopes()).isEmpty());
    }

    private static boolean signsUsersIn(Client client) {
        return client.mayUse(GrantType.AUTHORIZATION_CODE);
    }

    private static Finding pass(String check, String section, String message) {
        return new Finding(check, null, section, Result.PASS, message);
    }

    private static Finding fail(String check, String section, String message) {
        return new Finding(check, null, section, Result.FAIL, message);
    }
}
