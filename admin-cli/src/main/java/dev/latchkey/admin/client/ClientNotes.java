package dev.latchkey.admin.client;

import dev.latchkey.core.client.ClientAuthentication;
import dev.latchkey.core.client.ClientBatch;
import dev.latchkey.core.client.ClientTrust;
import dev.latchkey.core.client.TrustRisks;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a plan does to a client that its lines do not tell. */
record ClientNotes(String clientId, Consumer<String> notes) {

    /** Tells of what a file wants of a client, given what is there; null when the client is new. */
    void tell(ConfiguredClient wanted, @Nullable ConfiguredClient present) {
        ClientAuthentication before =
                present == null ? null : present.settings().authentication();
        tellRisks(wanted.settings().authentication().trusts(), before == null ? List.of() : before.trusts());
        if (before != null && wanted.settings().authentication().trustsLess(before)) {
            notes.accept(clientId + " loses a trust: the access tokens that it got for itself are revoked");
        }
        if (wanted.secret() != null
                && present != null
                && present.secret() != null
                && !wanted.secret().equals(present.secret())) {
            notes.accept(clientId + " gets another secret: the one before stays good for "
                    + ClientBatch.OVERLAP.toHours() + " hours");
        }
    }

    /** Other keys of a trust change none of its risks. */
    private void tellRisks(List<ClientTrust> wanted, List<ClientTrust> before) {
        List<ClientTrust> known = before.stream().map(ClientTrust::withoutKeys).toList();
        wanted.stream()
                .filter(trust -> !known.contains(trust.withoutKeys()))
                .flatMap(trust -> TrustRisks.of(trust).stream())
                .forEach(risk -> notes.accept(clientId + ": note that " + risk));
    }
}
