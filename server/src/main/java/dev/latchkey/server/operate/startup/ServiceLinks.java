package dev.latchkey.server.operate.startup;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * What Kubernetes tells every pod about each service of its namespace: for a service called {@code latchkey-db} among
 * others {@code LATCHKEY_DB_PORT=tcp://10.0.0.7:5432}, for {@code management-server} what would be a port of the framework's. Such a variable is no setting, even where it has the name of one. Both
 * the name and the value have to look so: {@code LATCHKEY_DB_PORT=5432} is a mistake of the operator's.
 */
final class ServiceLinks {

    private static final String URL = "(tcp|udp|sctp)://.+:\\d+";

    private static final Map<Pattern, Pattern> FORMS = Map.of(
            name("SERVICE_HOST"), Pattern.compile("[0-9a-fA-F.:]+|\\[[0-9a-fA-F.:]+]"),
            name("SERVICE_PORT(_[A-Z0-9_]+)?"), Pattern.compile("\\d{1,5}"),
            name("PORT"), Pattern.compile(URL),
            name("PORT_\\d+_(TCP|UDP|SCTP)"), Pattern.compile(URL),
            name("PORT_\\d+_(TCP|UDP|SCTP)_PROTO"), Pattern.compile("tcp|udp|sctp"),
            name("PORT_\\d+_(TCP|UDP|SCTP)_PORT"), Pattern.compile("\\d{1,5}"),
            name("PORT_\\d+_(TCP|UDP|SCTP)_ADDR"), Pattern.compile("[0-9a-fA-F.:]+|\\[[0-9a-fA-F.:]+]"));

    private ServiceLinks() {}

    private static Pattern name(String end) {
        return Pattern.compile("(LATCHKEY|MANAGEMENT)(_[A-Z0-9_]+?)??_" + end);
    }

    static boolean isLink(String name, String value) {
        return FORMS.entrySet().stream()
                .anyMatch(form -> form.getKey().matcher(name).matches()
                        && form.getValue().matcher(value.strip()).matches());
    }
}
