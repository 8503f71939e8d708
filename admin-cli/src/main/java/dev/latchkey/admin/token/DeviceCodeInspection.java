package dev.latchkey.admin.token;

import dev.latchkey.admin.command.Lookup;
import dev.latchkey.admin.token.HmacKeys.Made;
import dev.latchkey.core.Database;
import dev.latchkey.core.account.User;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.GrantType;
import dev.latchkey.core.device.DeviceCode;
import dev.latchkey.core.device.DeviceListing;
import dev.latchkey.core.device.DeviceListing.Decision;
import dev.latchkey.core.family.FamilyListing;
import dev.latchkey.core.key.MasterKey;
import dev.latchkey.core.proof.Proofs;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The code of a device: the MAC, whether its tokens began, its client, and what the user decided. */
final class DeviceCodeInspection {

    private final Database database;
    private final Supplier<MasterKey> masterKey;

    DeviceCodeInspection(Database database, Supplier<MasterKey> masterKey) {
        this.database = database;
        this.masterKey = masterKey;
    }

    /** What a code depends on, as it is now. */
    private record State(
            Made made,
            Optional<DeviceListing> grant,
            Optional<Client> client,
            Optional<User> user,
            Optional<FamilyListing> family) {}

    /** Explains a code that shows the id of this grant. */
    Inspection inspect(String text, UUID id) {
        Optional<DeviceListing> grant = database.deviceGrants().find(id);
        Optional<Client> client = grant.flatMap(found -> Lookup.clientById(database, found.clientId()));
        Made made = client.map(found -> HmacKeys.read(database, masterKey)
                        .check(keys -> DeviceCode.read(new Proofs(keys), text, found.id())
                                .isPresent()))
                .orElse(Made.UNKNOWN_CLIENT);
        Optional<User> user = grant.map(DeviceListing::decision)
                .flatMap(decision -> database.users().find(decision.userId()));
        return inspection(id, new State(made, grant, client, user, Lookup.familyById(database, id)));
    }

    private Inspection inspection(UUID id, State state) {
        String refusal = state.grant().isEmpty()
                ? "Its grant is not known here: none was made, or it was over for a day and forgotten."
                : refusal(state, state.grant().get());
        return new Inspection(
                "device_code",
                refusal == null ? acceptance(state.grant().orElseThrow()) : refusal,
                refusal != null,
                state.made().words(),
                state.user().map(user -> user.id().toString()).orElse(null),
                state.user().map(User::username).orElse(null),
                state.user().map(user -> user.status().toString()).orElse(null),
                state.client().map(Client::clientId).orElse(null),
                state.grant().isEmpty() ? null : Inspection.statusOf(state.client()),
                state.grant().map(found -> List.copyOf(found.scopes().tokens())).orElse(List.of()),
                state.grant().map(DeviceListing::createdAt).orElse(null),
                state.grant().map(DeviceListing::expiresAt).orElse(null),
                id,
                state.family().map(Inspection::statusOf).orElse("unknown"),
                null,
                state.family().map(FamilyListing::generation).orElse(null),
                null,
                state.grant()
                        .map(DeviceListing::resources)
                        .flatMap(Inspection::resource)
                        .orElse(null));
    }

    private static String acceptance(DeviceListing grant) {
        return grant.decision() == null
                ? "It waits for a user, who can enter its user code until " + grant.expiresAt()
                        + ": the answer is authorization_pending."
                : "A user allowed it at " + grant.decision().at() + ", and its client can get tokens until "
                        + grant.expiresAt() + ".";
    }

    private @Nullable String refusal(State state, DeviceListing grant) {
        if (Boolean.FALSE.equals(state.made().good())) {
            return state.made().words();
        }
        if (state.family().isPresent()) {
            return "Its client got tokens for it at " + state.family().get().createdAt() + ": a code is good once.";
        }
        String refusal = client(state.client());
        if (refusal != null) {
            return refusal;
        }
        Decision decision = grant.decision();
        if (decision != null && !decision.approved()) {
            return "The user refused it at " + decision.at() + ".";
        }
        if (!database.now().isBefore(grant.expiresAt())) {
            return "It expired at " + grant.expiresAt() + (decision == null ? " and no user had decided." : ".");
        }
        return decision == null ? null : Inspection.refusalOf(database, state.user(), decision.credentialVersion());
    }

    private static @Nullable String client(Optional<Client> client) {
        if (client.isEmpty() || client.get().isDisabled()) {
            return client.isEmpty() ? "Its client was deleted." : "Its client is disabled.";
        }
        return client.get().mayUse(GrantType.DEVICE_CODE)
                ? null
                : "Its client may no longer use the device_code grant.";
    }
}
