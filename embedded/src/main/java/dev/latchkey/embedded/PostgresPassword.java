package dev.latchkey.embedded;

import dev.latchkey.embedded.ownership.UnusableHomeException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * The generated password of the role {@code latchkey}, in the home's {@code database-password}, which has mode 0600.
 */
final class PostgresPassword {

    /** Both the role that owns the cluster and the database in it. */
    static final String LATCHKEY = "latchkey";

    private final String password;

    private PostgresPassword(String password) {
        this.password = password;
    }

    /** Makes the file, 256 random bits in hexadecimal, unless it is there. */
    static void createIn(Home home) throws IOException {
        Path file = home.password();
        if (!Files.exists(file)) {
            byte[] random = KeyGenerators.secureRandom(32).generateKey();
            PrivateFiles.write(file, HexFormat.of().formatHex(random) + "\n");
        }
    }

    static PostgresPassword read(Home home) {
        if (!Files.exists(home.password())) {
            throw new EmbeddedPostgresException(home.password()
                    + " is missing, and with it the password of the database beside it: restore the file,"
                    + " or move " + home + " away to begin with an empty database");
        }
        Path file = home.password();
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new UnusableHomeException("The file " + file + " is empty.");
            }
            return new PostgresPassword(text);
        } catch (AccessDeniedException e) {
            throw new UnusableHomeException("The file " + file
                    + " cannot be read: this user has no permission, by its mode or its directory's.");
        } catch (IOException e) {
            throw new UnusableHomeException("The file " + file + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Sends nothing that reveals the password to a server that does not prove to know it: when PostgreSQL has died, any
     * user of this machine may listen on its port.
     */
    Login connectTo(int port) {
        return new Login(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + LATCHKEY + "?sslmode=disable&requireAuth=scram-sha-256",
                LATCHKEY,
                password);
    }
}
