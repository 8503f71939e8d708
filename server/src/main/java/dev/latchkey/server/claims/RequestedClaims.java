package dev.latchkey.server.claims;

import dev.latchkey.core.account.InvalidValueException;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.text.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@code claims} parameter of an authorization request: <a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter">OpenID Connect Core 1.0, section 5.5</a>.
 * Claims and members that this server does not know are ignored, as the section demands.
 *
 * @param userinfo names of {@link StandardClaims} that userinfo is to have
 * @param idToken names of {@link StandardClaims} that the ID token is to have
 * @param subjects the values of {@code sub} of which the user must have one; empty when any user will do
 * @param essentialAcr the values of {@code acr} of which the sign-in must reach one; empty when any will do
 */
public record RequestedClaims(
        SortedSet<String> userinfo, SortedSet<String> idToken, Set<String> subjects, Set<String> essentialAcr) {

    public static final RequestedClaims NONE =
            new RequestedClaims(new TreeSet<>(), new TreeSet<>(), Set.of(), Set.of());

    /** In bytes of UTF-8. Only names of known claims go into the code, which travels in a URL. */
    public static final int MAX_LENGTH = 4096;

    private static final String PARAMETER = "claims";

    /** An object of objects of objects with lists of values; the other levels are for members that are ignored. */
    private static final int MOST_LEVELS = 16;

    private static final JsonMapper JSON =
            JsonMapper.builder(StrictJson.factory(MOST_LEVELS)).build();

    /**
     * Reads the parameter.
     *
     * @throws InvalidValueException when it is too long, or not JSON of the form that the section describes
     */
    public static RequestedClaims parse(String json) {
        if (json.length() > MAX_LENGTH || json.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH) {
            throw invalid("The claims parameter is longer than " + MAX_LENGTH + " bytes.");
        }
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JacksonException e) {
            throw invalid(
                    "The claims parameter is not JSON, or a text in it has a NUL character or half a surrogate pair.");
        }
        if (!root.isObject()) {
            throw invalid("The claims parameter is not a JSON object.");
        }
        JsonNode idToken = member(root, "id_token");
        // A subject is demanded of the sign-in, whichever answer is to name it.
        Set<String> subjects = new TreeSet<>(values(idToken.get("sub")));
        subjects.addAll(values(member(root, "userinfo").get("sub")));
        JsonNode acr = idToken.get("acr");
        return new RequestedClaims(
                names(member(root, "userinfo")),
                names(idToken),
                subjects,
                acr != null && acr.path("essential").asBoolean(false) ? values(acr) : Set.of());
    }

    /** As {@link #parse}; a request without the parameter, null, asks for nothing. */
    public static RequestedClaims read(@Nullable String json) {
        return json == null ? NONE : parse(json);
    }

    /** Reads what {@link #json} made; what another version made and this one cannot read asks for nothing. */
    public static RequestedClaims ofStored(@Nullable String json) {
        try {
            return read(json);
        } catch (InvalidValueException e) {
            return NONE;
        }
    }

    /**
     * Those that a client may ask for: of a claim whose scope it does not have it gets nothing, by whatever parameter.
     *
     * @param available the scopes of the client
     */
    public RequestedClaims within(Scopes available) {
        if (userinfo.isEmpty() && idToken.isEmpty()) {
            return this;
        }
        return new RequestedClaims(within(userinfo, available), within(idToken, available), subjects, essentialAcr);
    }

    private static SortedSet<String> within(SortedSet<String> names, Scopes available) {
        SortedSet<String> allowed = new TreeSet<>(names);
        allowed.removeIf(name -> !available.contains(StandardClaims.scopeOf(name)));
        return allowed;
    }

    /** The scopes that stand for these claims: what the user is asked to allow. */
    public Scopes scopes() {
        if (userinfo.isEmpty() && idToken.isEmpty()) {
            return Scopes.NONE;
        }
        return Scopes.of(Stream.concat(userinfo.stream(), idToken.stream())
                .map(StandardClaims::scopeOf)
                .distinct()
                .toList());
    }

    private static JsonNode member(JsonNode root, String name) {
        JsonNode member = root.path(name);
        if (member.isMissingNode() || member.isNull()) {
            return JSON.createObjectNode();
        }
        if (!member.isObject()) {
            throw invalid("The member " + name + " of the claims parameter is not an object.");
        }
        for (JsonNode request : member.values()) {
            if (!request.isNull() && !isRequest(request)) {
                throw invalid("A member of " + name + " in the claims parameter is neither null nor an object"
                        + " with essential, value or values.");
            }
        }
        return member;
    }

    private static boolean isRequest(JsonNode request) {
        return request.isObject()
                && (!request.has("essential") || request.get("essential").isBoolean())
                && (!request.has("values") || request.get("values").isArray());
    }

    private static SortedSet<String> names(JsonNode member) {
        SortedSet<String> names = new TreeSet<>(member.propertyNames());
        names.removeIf(name -> !StandardClaims.isKnown(name));
        return names;
    }

    private static Set<String> values(@Nullable JsonNode request) {
        Set<String> values = new TreeSet<>();
        if (request != null) {
            if (request.path("value").isString()) {
                values.add(request.path("value").asString());
            }
            for (JsonNode value : request.path("values").values()) {
                if (value.isString()) {
                    values.add(value.asString());
                }
            }
        }
        return values;
    }

    private static InvalidValueException invalid(String message) {
        return new InvalidValueException(PARAMETER, message);
    }

    /**
     * What tokens and userinfo have to know of it later, as JSON without blanks: the names. Null when no claim is asked
     * for that this server knows.
     */
    public @Nullable String json() {
        Map<String, Object> members = new LinkedHashMap<>();
        put(members, "userinfo", userinfo);
        put(members, "id_token", idToken);
        return members.isEmpty() ? null : JSON.writeValueAsString(members);
    }

    private static void put(Map<String, Object> members, String name, Set<String> claims) {
        if (!claims.isEmpty()) {
            Map<String, @Nullable Object> requests = new LinkedHashMap<>();
            claims.forEach(claim -> requests.put(claim, null));
            members.put(name, requests);
        }
    }
}
