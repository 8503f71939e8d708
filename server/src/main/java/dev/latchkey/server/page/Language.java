package dev.latchkey.server.page;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The languages of the pages. */
public enum Language {
    ENGLISH("en", Locale.UK),
    GERMAN("de", Locale.GERMANY),
    FRENCH("fr", Locale.FRANCE),
    SPANISH("es", Locale.of("es", "ES"));

    /** Further characters and entries of a list are ignored, so that a long header costs nothing. */
    private static final int MAX_LENGTH = 1_000;

    private static final int MAX_ENTRIES = 20;

    private static final Pattern WEIGHT = Pattern.compile("[qQ]=(0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?)");

    private final String tag;
    private final Locale locale;

    Language(String tag, Locale locale) {
        this.tag = tag;
        this.locale = locale;
    }

    /** Its tag (BCP 47), for the {@code lang} attribute. */
    public String tag() {
        return tag;
    }

    /** For dates and upper case. */
    Locale locale() {
        return locale;
    }

    /**
     * Chooses the language of a page.
     *
     * @param uiLocales the parameter of OpenID Connect Core, section 3.1.2.1; null when the request has none
     */
    public static Language of(@Nullable String uiLocales, HttpServletRequest request) {
        return choose(uiLocales, request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
    }

    /**
     * Chooses the first language of {@code ui_locales} that there is, else the best one of {@code Accept-Language}
     * (RFC 9110, section 12.5.4), else English. What is malformed is skipped.
     */
    public static Language choose(@Nullable String uiLocales, @Nullable String acceptLanguage) {
        for (String entry : entries(uiLocales, " ")) {
            Language language = find(entry);
            if (language != null) {
                return language;
            }
        }
        return accepted(acceptLanguage);
    }

    private static Language accepted(@Nullable String acceptLanguage) {
        Language best = ENGLISH;
        double highest = 0;
        for (String entry : entries(acceptLanguage, ",")) {
            int end = entry.indexOf(';');
            Language language = find(end < 0 ? entry : entry.substring(0, end));
            double weight = end < 0 ? 1 : weight(entry.substring(end + 1));
            // Of equal weights the first one wins.
            if (language != null && weight > highest) {
                best = language;
                highest = weight;
            }
        }
        return best;
    }

    private static List<String> entries(@Nullable String list, String separator) {
        if (list == null) {
            return List.of();
        }
        String bounded = list.length() > MAX_LENGTH ? list.substring(0, MAX_LENGTH) : list;
        List<String> entries = Arrays.asList(bounded.split(separator, MAX_ENTRIES + 1));
        return entries.subList(0, Math.min(entries.size(), MAX_ENTRIES));
    }

    /** By its first subtag: {@code de-AT} is German. Null when there is no such language. */
    private static @Nullable Language find(String range) {
        String stripped = range.strip();
        int end = 0;
        while (end < stripped.length() && stripped.charAt(end) != '-' && stripped.charAt(end) != '_') {
            end++;
        }
        String primary = stripped.substring(0, end);
        for (Language language : values()) {
            if (language.tag.equalsIgnoreCase(primary)) {
                return language;
            }
        }
        return null;
    }

    /** From 0 to 1; what is not a weight counts as 0. */
    private static double weight(String parameter) {
        Matcher weight = WEIGHT.matcher(parameter.strip());
        return weight.matches() ? Double.parseDouble(weight.group(1)) : 0;
    }
}
