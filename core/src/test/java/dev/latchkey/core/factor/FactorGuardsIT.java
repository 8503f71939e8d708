package dev.latchkey.core.factor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Meanwhile;
import dev.latchkey.core.factor.FactorChanges.NewApp;
import dev.latchkey.core.factor.FactorChanges.Owner;
import dev.latchkey.core.factor.SecondFactors.Factor;
import dev.latchkey.core.jdbc.Secrets;
import dev.latchkey.core.session.LiveSession;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As GuardsIT: changes of factors that an administrator, or the owner elsewhere, overtakes. */
class FactorGuardsIT extends AppOwner {

    /** What happens meanwhile. */
    enum Meantime {
        DISABLED,
        DELETED,
        SET_PASSWORD,
        SIGNED_OUT_EVERYWHERE,
        ENDED_THE_SESSION,
        REMOVED_FACTORS
    }

    private void interfere(Meantime meantime, LiveSession live) {
        switch (meantime) {
            case DISABLED -> database.userChanges().disable(user, BY);
            case DELETED -> database.userChanges().delete(user, BY);
            case SET_PASSWORD -> database.userChanges().setPassword(user, "{argon2}new", BY);
            case SIGNED_OUT_EVERYWHERE -> database.userChanges().revokeTokens(user, BY);
            case ENDED_THE_SESSION ->
                database.sessionChanges().end(live.reference().id(), "user", BY);
            case REMOVED_FACTORS -> database.factors().changes().remove(user.id(), "factor.remove", BY);
        }
    }

    private LiveSession session() {
        return database.sessions().visit(accounts.session(user), null).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(value = Meantime.class, names = "REMOVED_FACTORS", mode = EnumSource.Mode.EXCLUDE)
    void addingInASession(Meantime meantime) throws Exception {
        LiveSession live = session();
        NewApp app = app();
        assertThat(Meanwhile.act(
                        database,
                        sql,
                        () -> interfere(meantime, live),
                        () -> database.factors().changes().add(live, app)))
                .isEmpty();
        assertThat(database.secondFactors().find(user.id())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Meantime.class,
            names = {"DISABLED", "DELETED", "SET_PASSWORD"})
    void addingWhileSigningIn(Meantime meantime) throws Exception {
        LiveSession live = session();
        Owner owner = new Owner(user.id(), user.username(), accounts.version(user));
        NewApp app = app();
        assertThat(Meanwhile.act(
                        database,
                        sql,
                        () -> interfere(meantime, live),
                        () -> database.factors().changes().add(owner, app)))
                .isEmpty();
        assertThat(database.secondFactors().find(user.id())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Meantime.class)
    void removing(Meantime meantime) throws Exception {
        enrol();
        LiveSession live = session();
        assertThat(Meanwhile.act(
                        database,
                        sql,
                        () -> interfere(meantime, live),
                        () -> database.factors().changes().remove(live)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Meantime.class)
    void replacingTheRecoveryCodes(Meantime meantime) throws Exception {
        enrol();
        LiveSession live = session();
        Optional<Factor> before = database.secondFactors().find(user.id());
        assertThat(Meanwhile.act(
                        database,
                        sql,
                        () -> interfere(meantime, live),
                        () -> database.factors().changes().replaceCodes(live)))
                .isEmpty();
        Optional<Factor> after = database.secondFactors().find(user.id());
        assertThat(after).isIn(before, Optional.<Factor>empty());
    }

    private static NewPasskey passkey() {
        byte[] id = Secrets.bytes(32);
        return new NewPasskey(id, new byte[] {1}, 0, List.of("usb"), new UUID(0, 0), false, false, "Key");
    }

    @ParameterizedTest
    @EnumSource(value = Meantime.class, names = "REMOVED_FACTORS", mode = EnumSource.Mode.EXCLUDE)
    void addingAPasskey(Meantime meantime) throws Exception {
        LiveSession live = session();
        assertThat(Meanwhile.act(
                        database,
                        sql,
                        () -> interfere(meantime, live),
                        () -> database.factors().passkeyChanges().add(live, passkey())))
                .isEmpty();
        assertThat(database.factors().passkeys().list(user.id())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Meantime.class,
            names = {"DISABLED", "DELETED", "SET_PASSWORD"})
    void addingAPasskeyWhileSigningIn(Meantime meantime) throws Exception {
        LiveSession live = session();
        Owner owner = new Owner(user.id(), user.username(), accounts.version(user));
        assertThat(Meanwhile.act(
                        database,
                        sql,
                        () -> interfere(meantime, live),
                        () -> database.factors().passkeyChanges().add(owner, passkey())))
                .isEmpty();
        assertThat(database.factors().passkeys().list(user.id())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Meantime.class, names = "REMOVED_FACTORS", mode = EnumSource.Mode.EXCLUDE)
    void removingAPasskey(Meantime meantime) throws Exception {
        Owner owner = new Owner(user.id(), user.username(), accounts.version(user));
        NewPasskey added = passkey();
        assertThat(database.factors().passkeyChanges().add(owner, added)).isPresent();
        LiveSession live = session();
        assertThat(Meanwhile.act(
                        database,
                        sql,
                        () -> interfere(meantime, live),
                        () -> database.factors().passkeyChanges().remove(live, added.credentialId())))
                .isEmpty();
    }
}
