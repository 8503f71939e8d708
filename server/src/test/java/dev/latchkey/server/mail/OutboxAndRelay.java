package dev.latchkey.server.mail;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.latchkey.server.fixture.Waiting;
import dev.latchkey.server.outbox.OutboxDispatcher;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A relay for each test, and the outbox of one database. */
abstract class OutboxAndRelay {

    static final String LOOPBACK = "127.0.0.1";

    static MailDesk desk;

    final GreenMail relay = new GreenMail(new ServerSetup(0, LOOPBACK, ServerSetup.PROTOCOL_SMTP));

    @BeforeAll
    static void open() {
        desk = new MailDesk();
    }

    @AfterAll
    static void close() {
        desk.close();
    }

    @BeforeEach
    void start() {
        desk.sql.sql("DELETE FROM outbox").update();
        relay.start();
    }

    @AfterEach
    void stop() {
        relay.stop();
    }

    int port() {
        return relay.getSmtp().getPort();
    }

    static void until(BooleanSupplier condition) {
        Waiting.until("the outbox is as expected", Duration.ofSeconds(20), condition);
    }

    /** Has a server send what is due, until the outbox is empty. */
    void drain() throws Exception {
        OutboxDispatcher server = desk.server(MailDesk.plain(port()));
        try {
            until(() -> desk.waiting() == 0);
        } finally {
            server.stop();
        }
    }
}
