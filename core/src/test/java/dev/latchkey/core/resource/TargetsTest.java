package dev.latchkey.core.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.family.Scopes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TargetsTest {

    private static final List<String> ALL =
            List.of("openid", "profile", "offline_access", "read", "write", "admin", "tools", "orders:read");

    private static Scopes some(Random random, List<String> names) {
        return Scopes.of(names.stream().filter(name -> random.nextBoolean()).toList());
    }

    private static Scopes someOfAResource(Random random) {
        List<String> names = ALL.subList(3, ALL.size());
        Scopes some = some(random, names);
        return some.isEmpty() ? Scopes.of(List.of(names.get(random.nextInt(names.size())))) : some;
    }

    private static Targets targets(Map<String, Scopes> scopes) {
        return new Targets(scopes.entrySet().stream()
                .map(one -> new ResourceListing(new Resource(one.getKey(), one.getValue()), Instant.EPOCH))
                .toList());
    }

    @Test
    void withoutResourcesEverythingStays() {
        Scopes granted = Scopes.parse("openid read");
        assertThat(Targets.NONE.ofGrant(granted)).isEqualTo(granted);
        assertThat(Targets.NONE.ofToken(granted)).isEqualTo(granted);
        assertThat(Targets.NONE.divide(granted)).isEmpty();
    }

    @Test
    void resourcesNarrowAndNeverWiden() {
        Random random = new Random(8707);
        for (int i = 0; i < 10_000; i++) {
            Map<String, Scopes> scopes = new LinkedHashMap<>();
            for (int j = 0; j <= random.nextInt(4); j++) {
                scopes.put("https://" + j + ".example", someOfAResource(random));
            }
            Targets targets = targets(scopes);
            Scopes granted = some(random, ALL);
            Set<String> union = new TreeSet<>();
            scopes.values().forEach(one -> union.addAll(one.tokens()));

            Scopes token = targets.ofToken(granted);
            assertThat(granted.containsAll(token)).isTrue();
            assertThat(union).containsAll(token.tokens());
            assertThat(token.intersect(Scopes.OPENID_CONNECT).isEmpty()).isTrue();
            Scopes grant = targets.ofGrant(granted);
            assertThat(granted.containsAll(grant)).isTrue();
            // A grant loses nothing that one of its tokens could have, and nothing of OpenID Connect.
            assertThat(targets.ofToken(grant)).isEqualTo(token);
            assertThat(grant.intersect(Scopes.OPENID_CONNECT)).isEqualTo(granted.intersect(Scopes.OPENID_CONNECT));
            assertThat(targets.ofGrant(grant)).isEqualTo(grant);

            // Fewer resources never have more scopes.
            Map<String, Scopes> fewer = new LinkedHashMap<>(scopes);
            fewer.keySet().removeIf(uri -> fewer.size() > 1 && random.nextBoolean());
            assertThat(token.containsAll(targets(fewer).ofToken(granted))).isTrue();

            // Each resource is asked for what means something there, and together they are asked for all of it.
            Set<String> divided = new TreeSet<>();
            targets.divide(grant).forEach((uri, part) -> {
                assertThat(part.grantedTo(Objects.requireNonNull(scopes.get(uri))))
                        .isEqualTo(part);
                divided.addAll(part.tokens());
            });
            assertThat(divided).isEqualTo(grant.tokens());
        }
    }

    @Test
    void theOrderIsThatOfTheRequest() {
        Map<String, Scopes> scopes = new LinkedHashMap<>();
        scopes.put("https://b.example", Scopes.parse("read"));
        scopes.put("https://a.example", Scopes.parse("write"));
        assertThat(targets(scopes).uris()).isEqualTo(new ArrayList<>(scopes.keySet()));
    }
}
