package dev.latchkey.admin.doctor;

import dev.latchkey.admin.doctor.Finding.Result;
import dev.latchkey.core.client.Client;
import java.util.function.Predicate;

/**
 * A rule of a profile for each client.
 *
 * @param section of the profile
 * @param otherwise what it is when the rule does not hold
 * @param yes that it holds, in words
 * @param no what is asked, and the option that meets it
 */
record ClientRule(String name, String section, Result otherwise, Predicate<Client> holds, String yes, String no) {

    Finding check(Client client) {
        boolean held = holds.test(client);
        return new Finding(name, client.clientId(), section, held ? Result.PASS : otherwise, held ? yes : no);
    }
}
