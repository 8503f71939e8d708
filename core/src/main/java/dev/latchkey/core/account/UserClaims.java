package dev.latchkey.core.account;

import java.io.StringWriter;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The claims about a user beside name and email address (<a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims">OpenID Connect Core 1.0, section
 * 5.1</a>). Name, username, email address and the time of the last change are the account's own and not among them.
 *
 * @param values texts, a boolean for {@code phone_number_verified}, and a map of texts for {@code address}
 */
public record UserClaims(SortedMap<String, Object> values) {

    public static final UserClaims NONE = new UserClaims(new TreeMap<>());

    private static final String ADDRESS = "address";
    private static final String VERIFIED = "phone_number_verified";

    private static final Set<String> LINKS = Set.of("profile", "picture", "website");

    private static final Set<String> TEXTS = Set.of(
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "phone_number");

    /** OpenID Connect Core 1.0, section 5.1.1. */
    private static final Set<String> ADDRESS_PARTS =
            Set.of("formatted", "street_address", "locality", "region", "postal_code", "country");

    /** A year, or a date whose year may be 0000 to leave the year out. */
    private static final Pattern BIRTHDATE = Pattern.compile("[0-9]{4}(-[0-9]{2}-[0-9]{2})?");

    private static final Pattern LINK = Pattern.compile("https?://[!-~]+");

    /** In characters. */
    private static final int MAX_LENGTH = 500;

    private static final JsonFactory JSON = new JsonFactory();

    public UserClaims {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /**
     * These and one more, in place of one of the same name.
     *
     * @param name of a claim, or of a part of the address like {@code address.country}
     * @param text its value; empty takes the claim away
     * @throws IllegalArgumentException saying what is wrong
     */
    public UserClaims with(String name, String text) {
        SortedMap<String, Object> changed = new TreeMap<>(values);
        if (name.startsWith(ADDRESS + ".")) {
            SortedMap<String, Object> address = new TreeMap<>();
            if (changed.get(ADDRESS) instanceof Map<?, ?> before) {
                before.forEach((part, value) -> address.put(part.toString(), value));
            }
            put(address, addressPart(name.substring(ADDRESS.length() + 1)), text, checkedText(text));
            put(changed, ADDRESS, address.isEmpty() ? "" : "some", Collections.unmodifiableSortedMap(address));
        } else if (name.equals(VERIFIED)) {
            put(changed, name, text, truth(text));
        } else if (TEXTS.contains(name)) {
            put(changed, name, text, checked(name, text));
        } else {
            throw new IllegalArgumentException("'" + name + "' is none of the claims of an account: "
                    + String.join(", ", new TreeSet<>(TEXTS)) + ", " + VERIFIED + ", address.country and so on.");
        }
        return new UserClaims(changed);
    }

    private static void put(Map<String, Object> map, String name, String text, Object value) {
        if (text.isEmpty()) {
            map.remove(name);
        } else {
            map.put(name, value);
        }
    }

    private static String addressPart(String part) {
        if (!ADDRESS_PARTS.contains(part)) {
            throw new IllegalArgumentException(
                    "The parts of an address are " + String.join(", ", new TreeSet<>(ADDRESS_PARTS)) + ".");
        }
        return part;
    }

    private static String checked(String name, String text) {
        return switch (name) {
            case "birthdate" -> checkedBirthdate(text);
            case "zoneinfo" -> checkedZone(text);
            default -> LINKS.contains(name) ? checkedLink(text) : checkedText(text);
        };
    }

    private static String checkedBirthdate(String text) {
        if (!text.isEmpty() && !isBirthdate(text)) {
            throw new IllegalArgumentException(
                    "A birthdate is YYYY-MM-DD, 0000-MM-DD without the year, or YYYY for the year alone.");
        }
        return text;
    }

    private static boolean isBirthdate(String text) {
        if (!BIRTHDATE.matcher(text).matches()) {
            return false;
        }
        try {
            // The year 0000 is a leap year, so that 0000-02-29 is a date.
            LocalDate.parse(text.length() == 4 ? text + "-01-01" : text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static String checkedZone(String text) {
        if (!text.isEmpty() && !ZoneId.getAvailableZoneIds().contains(text)) {
            throw new IllegalArgumentException(
                    "A zoneinfo is the name of a zone of the tz database, like Europe/Paris.");
        }
        return text;
    }

    private static String checkedText(String text) {
        if (text.codePointCount(0, text.length()) > MAX_LENGTH
                || text.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n')
                || text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException(
                    "The value of a claim has at most " + MAX_LENGTH + " characters, and no control characters.");
        }
        return text;
    }

    /** Pages show it as a link. */
    private static String checkedLink(String text) {
        if (!text.isEmpty() && !LINK.matcher(checkedText(text)).matches()) {
            throw new IllegalArgumentException(
                    "A profile, picture or website is a URL that begins with https:// or http://.");
        }
        return text;
    }

    private static boolean truth(String text) {
        if (!Set.of("", "true", "false").contains(text)) {
            throw new IllegalArgumentException(VERIFIED + " is true or false.");
        }
        return text.equals("true");
    }

    /** Reads the stored JSON. A claim that only a newer version knows is left out. */
    static UserClaims read(String json) {
        if (json.equals("{}")) {
            return NONE;
        }
        UserClaims claims = NONE;
        String parent = "";
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT -> parent = parser.currentName() == null ? "" : ADDRESS + ".";
                    case END_OBJECT -> parent = "";
                    case VALUE_STRING, VALUE_TRUE, VALUE_FALSE ->
                        claims = claims.withKnown(parent + parser.currentName(), parser.getString());
                    default -> {}
                }
            }
        }
        return claims;
    }

    private UserClaims withKnown(String name, String text) {
        try {
            return with(name, text);
        } catch (IllegalArgumentException e) {
            return this;
        }
    }

    /** As JSON. */
    public String json() {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            write(json, values);
        }
        return out.toString();
    }

    private static void write(JsonGenerator json, Map<?, ?> values) {
        json.writeStartObject();
        values.forEach((name, value) -> {
            json.writeName(name.toString());
            switch (value) {
                case Map<?, ?> parts -> write(json, parts);
                case Boolean truth -> json.writeBoolean(truth);
                default -> json.writeString(value.toString());
            }
        });
        json.writeEndObject();
    }
}
