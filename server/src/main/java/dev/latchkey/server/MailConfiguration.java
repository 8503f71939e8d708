package dev.latchkey.server;

import dev.latchkey.core.Database;
import dev.latchkey.server.clock.DatabaseClock;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.link.LinkLetters;
import dev.latchkey.server.link.ResetRequests;
import dev.latchkey.server.mail.Letters;
import dev.latchkey.server.mail.MailCourier;
import dev.latchkey.server.mail.NoticeLetters;
import dev.latchkey.server.mail.Relay;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.settings.ServerSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Mail. A server without a relay has none of it, and loads no class of it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("latchkey.mail.host")
class MailConfiguration {

    @Bean
    NoticeLetters noticeLetters(Database database, ServerSettings settings) {
        return new NoticeLetters(database.users(), database.factors(), settings.url(Endpoint.ACCOUNT_FACTOR.path()));
    }

    @Bean
    LinkLetters linkLetters(Database database, KeyDirectory keys, DatabaseClock clock, ServerSettings settings) {
        return new LinkLetters(database.recovery(), keys, clock, settings);
    }

    @Bean
    ResetRequests resetRequests(Database database, Limits limits) {
        return new ResetRequests(database.recovery(), database.outbox(), limits);
    }

    @Bean
    MailCourier mailCourier(ObjectProvider<Letters> letters, Pages pages, ServerSettings settings) {
        Relay relay = new Relay(settings.mail(), settings.pages().name(), settings.issuer());
        return new MailCourier(letters.orderedStream().toList(), pages, relay);
    }
}
