package dev.latchkey.server.device;

import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.consent.ScopeDescriptions;
import dev.latchkey.core.device.DeviceGrant;
import dev.latchkey.core.device.DeviceGrants;
import dev.latchkey.core.device.UserCode;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.core.session.LiveSession;
import dev.latchkey.server.browser.CurrentSession;
import dev.latchkey.server.browser.FormToken;
import dev.latchkey.server.browser.Forms;
import dev.latchkey.server.browser.Parameters;
import dev.latchkey.server.browser.SignedInMark;
import dev.latchkey.server.browser.UserAgent;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.http.Endpoint;
import dev.latchkey.server.http.Failure;
import dev.latchkey.server.key.KeyDirectory;
import dev.latchkey.server.limit.Attempt;
import dev.latchkey.server.limit.Limits;
import dev.latchkey.server.page.ConsentPage;
import dev.latchkey.server.page.DeviceDonePage;
import dev.latchkey.server.page.DevicePage;
import dev.latchkey.server.page.DeviceQuestionPage;
import dev.latchkey.server.page.ErrorPages;
import dev.latchkey.server.page.Form;
import dev.latchkey.server.page.Language;
import dev.latchkey.server.page.Page;
import dev.latchkey.server.page.Pages;
import dev.latchkey.server.settings.ServerSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The page where a signed-in user enters the code of a device, and then allows it or not (<a
 * href="https://www.rfc-editor.org/rfc/rfc8628#section-3.3">RFC 8628, section 3.3</a>). A URL that has the code fills the
 * field only: a link that an attacker sends decides nothing. The form with the decision carries the id of the grant under
 * its MAC, so that it is good for no other.
 */
@Controller
public final class DeviceController {

    private static final String PATH = "/device";

    /** To what the form with the code is bound. */
    private static final String CODE = "code";

    private static final List<String> FIELDS =
            List.of(Forms.TOKEN, Forms.SHOWN, Forms.DESCRIBED, Form.DECISION, DevicePage.CODE);

    /** So much of what was typed is shown again. */
    private static final int MAX_SHOWN = 20;

    private final CurrentSession session;
    private final Forms forms;
    private final Pages pages;
    private final Limits limits;
    private final KeyDirectory keys;
    private final DeviceGrants grants;
    private final ScopeDescriptions descriptions;
    private final ResourceDirectory resources;
    private final String base;

    DeviceController(
            CurrentSession session,
            Forms forms,
            Pages pages,
            Limits limits,
            KeyDirectory keys,
            ResourceDirectory resources,
            Database database,
            ServerSettings settings) {
        this.session = session;
        this.forms = forms;
        this.pages = pages;
        this.limits = limits;
        this.keys = keys;
        this.grants = database.deviceGrants();
        this.descriptions = database.scopeDescriptions();
        this.resources = resources;
        this.base = settings.issuer().toString().replaceAll("/$", "");
    }

    @GetMapping(PATH)
    void show(HttpServletRequest http, HttpServletResponse response) throws IOException {
        Optional<LiveSession> live = session.find(http, null);
        String typed = Parameters.ofQuery(http).get(DevicePage.CODE);
        if (live.isEmpty()) {
            redirect(Endpoint.SIGN_IN.path(), "continue=device", typed, response);
        } else {
            askForCode(live.get(), typed, false, http, response);
        }
    }

    @PostMapping(PATH)
    void send(HttpServletRequest http, HttpServletResponse response) throws IOException {
        Parameters form = Parameters.ofForm(http);
        if (FIELDS.stream().anyMatch(form::isRepeated)) {
            throw Failure.invalidRequest("A field of the form is there more than once.");
        }
        Optional<LiveSession> live = session.find(http, null);
        String shown = form.get(Form.DECISION) == null ? null : Objects.requireNonNullElse(form.get(Forms.SHOWN), "");
        String described = Objects.requireNonNullElse(form.get(Forms.DESCRIBED), "");
        Optional<FormToken> token = forms.read(
                PATH,
                shown == null ? CODE : decisionAbout(shown, described),
                form.get(Forms.TOKEN),
                live.map(LiveSession::reference).orElse(null),
                http);
        if (token.isEmpty() || live.isEmpty()) {
            redirect(PATH, "", form.get(DevicePage.CODE), response);
        } else if (shown == null) {
            lookUp(live.get(), form.get(DevicePage.CODE), http, response);
        } else {
            String decision = form.get(Form.DECISION);
            // Whatever the client and its resources are by now, the user may refuse them.
            Optional<DeviceGrant> grant = Optional.ofNullable(token.get().familyId())
                    .flatMap(grants::findWaiting)
                    .filter(found -> !ConsentPage.ALLOW.equals(decision) || described.equals(digest(found)));
            decide(live.get(), grant, shown, decision, http, response);
        }
    }

    /**
     * To what the form with the decision is bound: all that it shows. A form of a server of the version before has no
     * digest, and when it allows something the code is asked for again. That server refuses a form of this one.
     */
    private static String decisionAbout(String shown, String described) {
        return "decision " + shown + (described.isEmpty() ? "" : "\n" + described);
    }

    private String digest(DeviceGrant grant) {
        return Forms.digest(grant.clientId().toString(), grant.clientName(), resources.shown(resourcesOf(grant)));
    }

    /** Those that are still there: one that was removed and added again is not the one that the device asked for. */
    private List<String> resourcesOf(DeviceGrant grant) {
        return resources.registered(grant.resources(), grant.createdAt()).uris();
    }

    private void lookUp(LiveSession live, @Nullable String typed, HttpServletRequest http, HttpServletResponse response)
            throws IOException {
        Optional<UserCode> code = typed == null ? Optional.empty() : UserCode.parse(typed);
        Optional<DeviceGrant> grant = Optional.empty();
        if (code.isPresent()) {
            // Counted as wrong before the database is asked, so that simultaneous guesses count too.
            Attempt attempt = limits.userCode(live.reference().id(), http.getRemoteAddr());
            grant = keys.recognise(proofs -> grants.findWaiting(code.get(), proofs))
                    .filter(found ->
                            found.resources().isEmpty() || !resourcesOf(found).isEmpty());
            grant.ifPresent(found -> attempt.takeBack());
        }
        if (grant.isPresent()) {
            write(question(live, grant.get(), code.get(), http, response), http, response);
        } else {
            askForCode(live, typed, true, http, response);
        }
    }

    private void decide(
            LiveSession live,
            Optional<DeviceGrant> grant,
            String shown,
            @Nullable String decision,
            HttpServletRequest http,
            HttpServletResponse response)
            throws IOException {
        boolean allowed = ConsentPage.ALLOW.equals(decision);
        Attribution by = Attribution.of("user:" + live.username());
        if (grant.isPresent()
                && (allowed || ConsentPage.REFUSE.equals(decision))
                && grants.decide(grant.get().id(), live.reference(), allowed, scopes(shown), by)) {
            write(new DeviceDonePage(grant.get().clientName(), allowed), http, response);
        } else {
            // Decided already, perhaps in another tab, or over.
            askForCode(live, null, true, http, response);
        }
    }

    /** The MAC of the form says that the page showed them. */
    private static Scopes scopes(String shown) {
        try {
            return Scopes.parse(shown);
        } catch (IllegalArgumentException e) {
            throw ErrorPages.foreignForm();
        }
    }

    private void askForCode(
            LiveSession live,
            @Nullable String typed,
            boolean unknown,
            HttpServletRequest http,
            HttpServletResponse response)
            throws IOException {
        Form form = forms.make(PATH, PATH, CODE, live.reference(), null, http, response);
        write(new DevicePage(form, live.username(), again(typed), unknown), http, response);
    }

    /** What the field begins with. */
    private static String again(@Nullable String typed) {
        if (typed == null) {
            return "";
        }
        return UserCode.parse(typed)
                .map(UserCode::text)
                .orElseGet(() -> typed.codePointCount(0, typed.length()) <= MAX_SHOWN
                        ? typed
                        : typed.substring(0, typed.offsetByCodePoints(0, MAX_SHOWN)));
    }

    private DeviceQuestionPage question(
            LiveSession live, DeviceGrant grant, UserCode code, HttpServletRequest http, HttpServletResponse response) {
        Scopes shown = grant.scopes().grantedTo(Scopes.parse(live.scope()));
        String described = digest(grant);
        Form form = forms.make(
                PATH, PATH, decisionAbout(shown.toString(), described), live.reference(), grant.id(), http, response);
        return new DeviceQuestionPage(
                form.with(Forms.SHOWN, shown.toString()).with(Forms.DESCRIBED, described),
                grant.clientName(),
                live.username(),
                code.text(),
                ConsentPage.Scope.list(shown.tokens(), descriptions.find(shown)),
                resources.names(resourcesOf(grant)),
                grant.createdAt(),
                grant.address(),
                UserAgent.program(grant.userAgent()));
    }

    private void write(Page page, HttpServletRequest http, HttpServletResponse response) throws IOException {
        pages.write(page, Language.of(null, http), http, response);
    }

    private void redirect(String path, String query, @Nullable String typed, HttpServletResponse response) {
        String code = typed == null ? "" : DevicePage.CODE + "=" + Parameters.encode(again(typed));
        String all = query.isEmpty() || code.isEmpty() ? query + code : query + "&" + code;
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader(HttpHeaders.LOCATION, base + SignedInMark.url(path, all, null));
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
    }
}
