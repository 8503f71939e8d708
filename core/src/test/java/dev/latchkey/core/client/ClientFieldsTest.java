package dev.latchkey.core.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.Accounts;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A new setting of clients has to be in the audit log too. */
class ClientFieldsTest {

    @Test
    void noSettingOfAClientIsLeftOut() {
        long settings = Stream.of(NewClient.class.getRecordComponents())
                        .map(RecordComponent::getType)
                        .filter(type -> type != Lifetimes.class && type != SignInSettings.class)
                        .count()
                + Lifetimes.class.getRecordComponents().length
                + SignInSettings.class.getRecordComponents().length;
        assertThat(ClientFields.of(Accounts.newClient("any"))).hasSize(Math.toIntExact(settings));
    }
}
