package dev.latchkey.server.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The clients that act for the subject of a token, in its claim {@code act} (<a
 * href="https://www.rfc-editor.org/rfc/rfc8693#section-4.1">RFC 8693, section 4.1</a>). Only an exchange makes them.
 *
 * @param clientIds the present actor first; none for a token that no client has exchanged
 */
public record Actors(List<String> clientIds) {

    public static final Actors NONE = new Actors(List.of());

    /** How many there are at most, one in the other. */
    public static final int MOST = 4;

    /**
     * Checks how many there are.
     *
     * @throws IllegalArgumentException when there are too many
     */
    public Actors {
        clientIds = List.copyOf(clientIds);
        if (clientIds.size() > MOST) {
            throw new IllegalArgumentException("A token has at most " + MOST + " actors.");
        }
    }

    public boolean isNone() {
        return clientIds.isEmpty();
    }

    /** Whether another exchange would make too many. */
    public boolean isFull() {
        return clientIds.size() == MOST;
    }

    /** These with a new one, which acts from now on. */
    public Actors with(String clientId) {
        List<String> more = new ArrayList<>(List.of(clientId));
        more.addAll(clientIds);
        return new Actors(more);
    }

    /** The value of the claim, if there are any. */
    public Map<String, Object> claim() {
        Map<String, Object> claim = Map.of();
        for (String clientId : clientIds.reversed()) {
            claim = claim.isEmpty() ? Map.of("sub", clientId) : Map.of("sub", clientId, "act", claim);
        }
        return claim;
    }

    /**
     * Reads the value of the claim.
     *
     * @throws IllegalArgumentException when it is none that this server writes
     */
    static Actors read(Object claim) {
        List<String> clientIds = new ArrayList<>();
        Object next = claim;
        while (next != null && clientIds.size() <= MOST) {
            if (!(next instanceof Map<?, ?> members) || !(members.get("sub") instanceof String clientId)) {
                throw new IllegalArgumentException("The actor is none of ours.");
            }
            clientIds.add(clientId);
            next = members.get("act");
        }
        return new Actors(clientIds);
    }
}
