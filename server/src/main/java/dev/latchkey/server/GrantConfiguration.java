package dev.latchkey.server;

import dev.latchkey.core.Database;
import dev.latchkey.server.authn.SignIn;
import dev.latchkey.server.cache.ResourceDirectory;
import dev.latchkey.server.dpop.ProofVerifier;
import dev.latchkey.server.grant.Grant;
import dev.latchkey.server.grant.clientcredentials.ClientCredentialsGrant;
import dev.latchkey.server.grant.code.AuthorizationCodeGrant;
import dev.latchkey.server.grant.device.DeviceCodeGrant;
import dev.latchkey.server.grant.exchange.ExchangeMetrics;
import dev.latchkey.server.grant.exchange.TokenExchangeGrant;
import dev.latchkey.server.grant.password.PasswordGrant;
import dev.latchkey.server.grant.refresh.RefreshGrant;
import dev.latchkey.server.grant.refresh.RefreshMetrics;
import dev.latchkey.server.settings.SecondFactorPolicy;
import dev.latchkey.server.settings.ServerSettings;
import dev.latchkey.server.token.Issuer;
import dev.latchkey.server.token.Presented;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The grants of the token endpoint. */
@Configuration(proxyBeanMethods = false)
class GrantConfiguration {

    @Bean
    List<Grant> grants(
            Database database,
            SignIn signIn,
            Issuer issuer,
            Presented presented,
            ProofVerifier proofs,
            ResourceDirectory resources,
            MeterRegistry metrics,
            ServerSettings settings) {
        boolean factorRequired = settings.secondFactor() == SecondFactorPolicy.REQUIRED;
        return List.of(
                new PasswordGrant(signIn, database.families(), issuer, proofs, factorRequired),
                new RefreshGrant(presented, database.refreshes(), issuer, new RefreshMetrics(metrics)),
                new ClientCredentialsGrant(issuer, proofs),
                new AuthorizationCodeGrant(presented, database.authorizationCodes(), issuer),
                new DeviceCodeGrant(presented, database.deviceGrants(), issuer, proofs),
                new TokenExchangeGrant(
                        presented,
                        database.requests().exchangedFamilies(),
                        resources,
                        issuer,
                        proofs,
                        new ExchangeMetrics(metrics)));
    }
}
