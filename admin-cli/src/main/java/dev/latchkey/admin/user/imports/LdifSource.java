package dev.latchkey.admin.user.imports;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code slapcat} and {@code ldapsearch} write: the entries with a name to sign in with. */
final class LdifSource implements Source {

    private static final Set<String> PERSONS =
            Set.of("person", "organizationalperson", "inetorgperson", "posixaccount", "account", "user");

    private static final Pattern SCHEME = Pattern.compile("\\{[A-Za-z0-9@._+-]+}.*|\\$[a-z0-9-]+\\$.*", Pattern.DOTALL);

    private static final String NEVER_EXPIRES = "9223372036854775807";

    /** Seconds from the year 1601, where Active Directory begins, to 1970. */
    private static final long ACTIVE_DIRECTORY_EPOCH = 11_644_473_600L;

    private static final long HUNDRED_NANOSECONDS = 10_000_000;
    private static final int ACCOUNT_DISABLED = 2;

    private static final List<String> LOCKS = List.of(
            "nsAccountLock",
            "loginDisabled",
            "pwdReset",
            "pwdAccountLockedTime",
            "userAccountControl",
            "shadowExpire",
            "accountExpires",
            "krbPrincipalExpiration");

    private final Instant now;

    LdifSource(Instant now) {
        this.now = now;
    }

    @Override
    public void read(InputStream in, Sink sink) throws IOException {
        LdifReader reader = new LdifReader(new Lines(in));
        boolean more = true;
        while (more) {
            try {
                @Nullable LdifRecord record = reader.next();
                more = record != null;
                if (record != null && !record.isEmpty()) {
                    record(record, sink);
                }
            } catch (BadLineException | IllegalArgumentException e) {
                sink.bad(Math.max(1, reader.number()), String.valueOf(e.getMessage()));
            }
        }
    }

    private void record(LdifRecord record, Sink sink) throws IOException {
        String name = first(record, "uid", "sAMAccountName");
        boolean person =
                record.all("objectClass").stream().anyMatch(one -> PERSONS.contains(one.toLowerCase(Locale.ROOT)));
        if (name == null && !person && !record.has("userPassword")) {
            sink.noUser("entries without a name to sign in with");
            return;
        }
        Entry entry = new Entry(record.line())
                .id(first(record, "entryUUID", "ipaUniqueID", "nsUniqueId", "dn"))
                .put("username", name)
                .put("email", record.first("mail"))
                .put("full_name", fullName(record))
                .roles(record.all("memberOf"));
        password(record, entry);
        close(record, entry);
        for (String attribute : record.unread()) {
            entry.leftOut(LeftOut.other(attribute, "has a value that is a URL, no text, or too long"));
        }
        sink.entry(entry);
    }

    private static @Nullable String first(LdifRecord record, String... attributes) {
        for (String attribute : attributes) {
            if (record.has(attribute)) {
                return record.first(attribute);
            }
        }
        return null;
    }

    private static @Nullable String fullName(LdifRecord record) {
        String name = first(record, "cn", "displayName");
        return name == null ? JsonUsers.joined(record.first("givenName"), record.first("sn")) : name;
    }

    private static void password(LdifRecord record, Entry entry) {
        if (record.isUnread("userPassword")) {
            throw new BadLineException("The userPassword is a URL or no text: what a URL names is not opened.");
        }
        List<String> passwords = record.all("userPassword");
        if (passwords.isEmpty()) {
            return;
        }
        if (passwords.size() > 1) {
            entry.leftOut(LeftOut.loss("password", "is the first of several"));
        }
        String password = passwords.getFirst();
        if (SCHEME.matcher(password).matches() || password.startsWith("!")) {
            TextSources.withHash(entry, password);
        } else {
            entry.put("plain_password", password);
        }
    }

    /** What is not read may say that the account is closed. */
    private void close(LdifRecord record, Entry entry) {
        for (String lock : LOCKS) {
            if (record.isUnread(lock)) {
                entry.close(lock, "its value is not read");
            }
        }
        for (String lock : List.of("nsAccountLock", "loginDisabled", "pwdReset")) {
            if (!record.all(lock).stream().allMatch(value -> value.strip().equalsIgnoreCase("false"))) {
                entry.close(lock, "it is not FALSE");
            }
        }
        if (record.has("pwdAccountLockedTime")) {
            entry.close("pwdAccountLockedTime", "the account was locked");
        }
        String flags = record.first("userAccountControl");
        if (flags != null && (number(flags) & ACCOUNT_DISABLED) != 0) {
            entry.close("userAccountControl", "the account is disabled");
        }
        if (isOver(record)) {
            entry.close("expiry", "the account has expired");
        }
    }

    private boolean isOver(LdifRecord record) {
        String days = record.first("shadowExpire");
        String ticks = record.first("accountExpires");
        String time = record.first("krbPrincipalExpiration");
        return (days != null && number(days) >= 0 && isPast(Instant.EPOCH.plusSeconds(number(days) * 86_400)))
                || (ticks != null
                        && !ticks.equals("0")
                        && !ticks.equals(NEVER_EXPIRES)
                        && isPast(Instant.ofEpochSecond(number(ticks) / HUNDRED_NANOSECONDS - ACTIVE_DIRECTORY_EPOCH)))
                || (time != null && isPast(day(time)));
    }

    private boolean isPast(Instant time) {
        return !time.isAfter(now);
    }

    /** The day of a time like 20270131235959Z (RFC 4517, section 3.3.13), which is over with its beginning. */
    private static Instant day(String time) {
        try {
            return LocalDate.of(
                            Integer.parseInt(time.substring(0, 4)),
                            Integer.parseInt(time.substring(4, 6)),
                            Integer.parseInt(time.substring(6, 8)))
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC);
        } catch (RuntimeException e) {
            throw new BadLineException("A time of the entry cannot be read.");
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new BadLineException("A number of the entry cannot be read.");
        }
    }
}
