package dev.latchkey.admin.token;

import dev.latchkey.admin.command.ExitCode;
import dev.latchkey.admin.command.Session;
import picocli.CommandLine.Command;

/** {@code latchkey token inspect}. */
record InspectToken(Session session) {

    @Command(
            description = {
                "Explain a token: what is in it, and why it would be accepted or refused.",
                "Reads an access token, a refresh token, an authorization code, a device code, an ID token or a client secret from standard input, never from an argument."
            },
            footer = {
                "Examples:",
                "  latchkey token inspect < token.txt",
                "  echo \"$TOKEN\" | latchkey token inspect -o json"
            })
    int inspect() {
        String token = TokenInput.read(session.terminal());
        var inspector = new TokenInspector(session.database(), session::masterKey);
        session.output().show(TokenShapes.INSPECTION, inspector.inspect(token));
        return ExitCode.DONE;
    }
}
