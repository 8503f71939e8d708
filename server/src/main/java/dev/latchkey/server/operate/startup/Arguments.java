package dev.latchkey.server.operate.startup;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The arguments of the program. */
public final class Arguments {

    private static final Set<String> HELP = Set.of("--help", "-h", "help");

    /** The output of {@code --help}. */
    public static final String USAGE = """
            Usage: latchkey-server [--SETTING=VALUE]...

            Runs the authorization server until it gets a SIGTERM. Each setting is an argument
            (--latchkey.port=9000), an environment variable (LATCHKEY_PORT=9000) or a property
            of a file that is named (--spring.config.additional-location=file:/etc/latchkey/).

            The main settings:
              latchkey.port                9000; the port of the server
              latchkey.management-port     9001; the port of health and metrics
              latchkey.issuer              http://localhost: and the port; the URL that clients see
              latchkey.db.url              jdbc:postgresql://HOST:PORT/DATABASE; none for an
                                           embedded PostgreSQL
              latchkey.db.user             the role of the server in the database
              latchkey.db.password-file    a file with the password of that role
              latchkey.master-key-file     a file with the key that seals the signing keys
              latchkey.home                ~/.latchkey; the directory of the embedded PostgreSQL
              latchkey.trusted-proxies     none; networks whose X-Forwarded-For is believed

            All settings are in docs/configuration.md. Users, clients and keys are administered
            with the program latchkey.
            """;

    private Arguments() {}

    /** Whether one of the arguments asks for help. */
    public static boolean askForHelp(String[] arguments) {
        return Arrays.stream(arguments).anyMatch(HELP::contains);
    }

    /** The error of the first argument that is no setting; empty when all are settings. */
    public static Optional<String> fault(String[] arguments) {
        return Arrays.stream(arguments)
                .filter(argument -> !argument.startsWith("--") || !GivenSettings.isSetting(argument.substring(2)))
                .findFirst()
                .map(argument -> "There is no option " + OperatorsView.shown(argument.replaceFirst("=.*", ""))
                        + ": settings are written --latchkey.port=9000. See latchkey-server --help.");
    }
}
