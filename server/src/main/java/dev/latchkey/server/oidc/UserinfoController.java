package dev.latchkey.server.oidc;

import dev.latchkey.core.Database;
import dev.latchkey.core.account.Person;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.family.Scopes;
import dev.latchkey.server.bearer.SignedInUser;
import dev.latchkey.server.cache.ClientDirectory;
import dev.latchkey.server.claims.RequestedClaims;
import dev.latchkey.server.claims.StandardClaims;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells a client about the user who signed in: <a
 * href="https://openid.net/specs/openid-connect-core-1_0.html#UserInfo">OpenID Connect Core 1.0, section 5.3</a>.
 */
@RestController
public final class UserinfoController {

    private final Users users;
    private final ClientDirectory clients;

    UserinfoController(Database database, ClientDirectory clients) {
        this.users = database.users();
        this.clients = clients;
    }

    /** The claims that the scopes of the token stand for, and those that the authorization request asked for. */
    @RequestMapping(
            path = "/userinfo",
            method = {RequestMethod.GET, RequestMethod.POST})
    Map<String, Object> show(SignedInUser caller) {
        caller.require("openid");
        Person person = users.findPerson(caller.userId()).orElseThrow(SignedInUser::gone);
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", person.id().toString());
        claims.putAll(StandardClaims.of(
                person,
                caller.scopes(),
                RequestedClaims.ofStored(caller.requestedClaims()).userinfo(),
                claimOfGroups(caller.clientId())));
        return claims;
    }

    private String claimOfGroups(UUID clientId) {
        return clients.find(clientId)
                .map(client -> client.signIn().claimOfGroups())
                .orElse(Scopes.GROUPS);
    }
}
