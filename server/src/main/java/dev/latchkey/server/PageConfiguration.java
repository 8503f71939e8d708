package dev.latchkey.server;

import dev.latchkey.core.Database;
import dev.latchkey.core.credential.PasswordPolicy;
import dev.latchkey.core.key.MasterKeySource;
import dev.latchkey.server.authn.NewApps;
import dev.latchkey.server.authn.NewPasswords;
import dev.latchkey.server.authn.PasswordHasher;
import dev.latchkey.server.authn.SecondFactor;
import dev.latchkey.server.authn.SignIn;
import dev.latchkey.server.authorize.Answers;
import dev.latchkey.server.authorize.AuthorizationMetrics;
import dev.latchkey.server.authorize.AuthorizationRequests;
import dev.latchkey.server.authorize.Errands;
import dev.latchkey.server.authorize.RequestObjects;
import dev.latchkey.server.authorize.Steps;
import dev.latchkey.server.browser.Cookies;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.FirstVisits;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.KeptQuery;
import dev.latchkey.server.browser.ProvedPasswords;
import dev.latchkey.server.browser.SignInNotes;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.cache.TrustDirectory;
import dev.latchkey.server.clientauth.ClientSignatures;
import dev.latchkey.server.clock.DatabaseClock;
import dev.latchkey.server.document.ClientDocuments;
import dev.latchkey.server.fetch.Fetcher;
import dev.latchkey.server.home.DemoClient;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.key.DataKeyDirectory;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.link.LetterRequests;
import dev.latchkey.server.link.Links;
import dev.latchkey.server.login.PasskeyStep;
import dev.latchkey.server.login.PasswordStep;
import dev.latchkey.server.login.ProvedUsers;
import dev.latchkey.server.login.SessionStart;
import dev.latchkey.server.login.SignInMetrics;
import dev.latchkey.server.login.SignInPages;
import dev.latchkey.server.operate.Gate;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.passkey.Ceremonies;
import dev.latchkey.server.passkey.NewPasskeys;
import dev.latchkey.server.passkey.PasskeySignIn;
import dev.latchkey.server.selfservice.Visits;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.token.IdTokenHints;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;

/** What people see, and the steps in which they sign in. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration {

    /** Pages that answer from memory, whatever the state of the server is. */
    private static final Set<Endpoint> ALWAYS_THERE = EnumSet.of(Endpoint.HOME, Endpoint.ASSETS);

    @Bean
    Pages pages(ServerSettings settings) {
        return new Pages(settings.issuer(), settings.pages());
    }

    /**
     * Without the headers of the framework: {@link Pages} writes those of pages, which are stricter. Without a check of
     * {@code Origin}: pages send no referrer, and so their own forms come from {@code null}.
     */
    @Bean
    @Order(2)
    SecurityFilterChain stepEndpoints(Gate gate) {
        return new DefaultSecurityFilterChain(
                request -> Endpoint.at(request.getRequestURI())
                        .filter(endpoint -> endpoint.kind() == Endpoint.Kind.PAGE)
                        .filter(endpoint -> !ALWAYS_THERE.contains(endpoint))
                        .isPresent(),
                gate.filter());
    }

    @Bean
    @Order(3)
    SecurityFilterChain pageEndpoints() {
        return new DefaultSecurityFilterChain(request -> Endpoint.kind(request.getRequestURI()) == Endpoint.Kind.PAGE);
    }

    // What a browser carries

    @Bean
    Cookies cookies(ServerSettings settings) {
        return new Cookies(settings.issuer());
    }

    @Bean
    CurrentSession currentSession(Cookies cookies, KeyDirectory keys, Database database) {
        return new CurrentSession(cookies, keys, database.sessions());
    }

    @Bean
    Forms forms(Cookies cookies, KeyDirectory keys, DatabaseClock clock) {
        return new Forms(cookies, keys, clock);
    }

    @Bean
    SignInNotes signInNotes(Forms forms, KeyDirectory keys, DatabaseClock clock) {
        return new SignInNotes(forms, keys, clock);
    }

    // Links of letters

    @Bean
    Links links(KeyDirectory keys, DatabaseClock clock) {
        return new Links(keys, clock);
    }

    @Bean
    LetterRequests letterRequests(Database database, Limits limits, ServerSettings settings, MeterRegistry metrics) {
        return new LetterRequests(
                database.outbox(), limits, settings.limits().letter().waiting(), metrics);
    }

    @Bean
    NewPasswords newPasswords(PasswordPolicy policy, PasswordHasher hasher) {
        return new NewPasswords(policy, hasher);
    }

    // Authorization requests

    @Bean
    IdTokenHints idTokenHints(KeyDirectory keys, ServerSettings settings) {
        return new IdTokenHints(keys, settings);
    }

    @Bean
    ClientDocuments clientDocuments(TrustDirectory trust, ClientDirectory clients, Limits limits, Fetcher fetcher) {
        return new ClientDocuments(trust, clients, limits, fetcher);
    }

    @Bean
    AuthorizationRequests authorizationRequests(
            ClientDirectory clients,
            ClientDocuments documents,
            ResourceDirectory resources,
            IdTokenHints hints,
            Database database,
            KeyDirectory keys,
            Forms forms,
            ClientSignatures signatures,
            ServerSettings settings,
            DatabaseClock clock) {
        return new AuthorizationRequests(
                clients,
                documents,
                resources,
                hints,
                database.requests().pushedRequests(),
                keys,
                new FirstVisits(forms, keys, clock),
                new RequestObjects(settings.issuer(), clock, signatures::verify));
    }

    @Bean
    Errands errands(
            AuthorizationRequests requests, Cookies cookies, Forms forms, KeyDirectory keys, DatabaseClock clock) {
        return new Errands(requests, new KeptQuery(cookies, forms, keys, clock));
    }

    @Bean
    Steps steps(KeyDirectory keys, DatabaseClock clock, ServerSettings settings) {
        return new Steps(keys, clock, settings.secondFactor());
    }

    @Bean
    Answers answers(ServerSettings settings, KeyDirectory keys, Database database, MeterRegistry metrics) {
        return new Answers(
                settings.issuer(), keys, database.requests().pushedRequests(), new AuthorizationMetrics(metrics));
    }

    @Bean
    SessionStart sessionStart(Database database) {
        return new SessionStart(database.sessionChanges());
    }

    @Bean
    PasswordStep passwordStep(SignIn signIn, SessionStart sessions, ServerSettings settings) {
        return new PasswordStep(signIn, sessions, settings.secondFactor());
    }

    @Bean
    SignInPages signInPages(
            Errands errands,
            CurrentSession session,
            Forms forms,
            Answers answers,
            Pages pages,
            KeyDirectory keys,
            DatabaseClock clock) {
        return new SignInPages(errands, session, forms, answers, pages, keys, clock);
    }

    // Second factors

    @Bean
    ProvedPasswords provedPasswords(Cookies cookies, Forms forms, KeyDirectory keys, DatabaseClock clock) {
        return new ProvedPasswords(cookies, forms, keys, clock);
    }

    @Bean
    ProvedUsers provedUsers(
            ProvedPasswords proved, Database database, SignInNotes notes, Answers answers, SignInPages pages) {
        return new ProvedUsers(proved, database.recovery(), notes, answers, pages);
    }

    @Bean
    DataKeyDirectory dataKeyDirectory(Database database, MasterKeySource masterKey) {
        return new DataKeyDirectory(database.dataKeys(), () -> masterKey.load(false));
    }

    @Bean
    SecondFactor secondFactor(Database database, DataKeyDirectory keys, Limits limits, DatabaseClock clock) {
        return new SecondFactor(database.secondFactors(), keys, limits, clock);
    }

    @Bean
    NewApps newApps(KeyDirectory keys, DataKeyDirectory dataKeys, DatabaseClock clock, ServerSettings settings) {
        return new NewApps(keys, dataKeys, clock, settings.pages().name());
    }

    // Passkeys

    @Bean
    Ceremonies ceremonies(ServerSettings settings, KeyDirectory keys, DatabaseClock clock) {
        return new Ceremonies(settings.issuer(), settings.pages().name(), keys, clock);
    }

    @Bean
    PasskeySignIn passkeySignIn(Ceremonies ceremonies, Database database, Limits limits) {
        return new PasskeySignIn(ceremonies, database.factors().passkeys(), limits);
    }

    @Bean
    NewPasskeys newPasskeys(Ceremonies ceremonies, Database database) {
        return new NewPasskeys(ceremonies, database.factors().passkeys());
    }

    @Bean
    PasskeyStep passkeyStep(PasskeySignIn passkeys, SessionStart sessions) {
        return new PasskeyStep(passkeys, sessions);
    }

    @Bean
    Visits visits(
            CurrentSession session, Forms forms, Answers answers, Pages pages, KeyDirectory keys, DatabaseClock clock) {
        return new Visits(session, forms, answers, pages, keys, clock);
    }

    @Bean
    DemoClient demoClient(ClientDirectory clients, ServerSettings settings) {
        return new DemoClient(clients, settings);
    }

    @Bean
    SignInMetrics signInMetrics(MeterRegistry metrics) {
        return new SignInMetrics(metrics);
    }
}
