package dev.latchkey.bench;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Users who sign in with a passkey alone, in turn. */
final class PasskeyUsers implements Supplier<Browser.Entries> {

    private final List<UUID> ids;
    private final Passkey passkey;
    private int turn;

    /** Users with the same key. The id of each is also that of the credential. */
    PasskeyUsers(List<UUID> ids, Passkey passkey) {
        this.ids = List.copyOf(ids);
        this.passkey = passkey;
    }

    @Override
    public Browser.Entries get() {
        UUID id = ids.get(turn);
        turn = (turn + 1) % ids.size();
        return page -> Map.of("passkey", passkey.answer(page, id));
    }
}
