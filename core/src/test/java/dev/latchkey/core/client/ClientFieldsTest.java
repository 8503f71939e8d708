package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A new setting of clients has to be in the audit log too. */
class ClientFieldsTest {

    @Test
    void noSettingOfAClientIsLeftOut() {
        List<Class<?>> parts =
                List.of(Lifetimes.class, SignInSettings.class, ClientAuthentication.class, Safeguards.class);
        long settings = Stream.concat(Stream.of(NewClient.class), parts.stream())
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .filter(component -> !parts.contains(component.getType()))
                .count();
        assertThat(ClientFields.of(Accounts.newClient("any"))).hasSize(Math.toIntExact(settings));
    }
}
