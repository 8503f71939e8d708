package dev.latchkey.core.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.OneConnection;
import dev.latchkey.core.family.Scopes;
import org.junit.jupiter.api.Test;

class ResourcesIT extends OneConnection {

    private static final String API = "https://api.example/";
    private static final String NAMED = "https://named.example/";

    private final Resources resources = database.requests().resources();

    private static Resource resource(String uri, String scopes) {
        return new Resource(uri, Scopes.parse(scopes));
    }

    @Test
    void aResourceHasTheScopesThatItWasGivenLast() {
        long version = database.directoryVersion().read();
        assertThat(resources.put(resource(API, "read"), BY)).isTrue();
        assertThat(resources.put(resource(API, "read"), BY)).isFalse();
        assertThat(resources.put(resource(API, "write read"), BY)).isTrue();
        assertThat(resources.findAll())
                .extracting(ResourceListing::resource)
                .containsExactly(resource(API, "read write"));
        long changed = database.directoryVersion().read();
        assertThat(changed).isGreaterThan(version);
        assertThat(resources.remove(API, BY)).isTrue();
        assertThat(resources.remove(API, BY)).isFalse();
        assertThat(resources.findAll()).isEmpty();
        assertThat(database.directoryVersion().read()).isGreaterThan(changed);
        assertThat(sql.sql("SELECT action FROM audit_log WHERE target_name = :uri ORDER BY id")
                        .param("uri", API)
                        .query(String.class)
                        .list())
                .containsExactly("resource.add", "resource.update", "resource.remove");
    }

    @Test
    void aResourceHasTheNameThatItWasGivenLast() {
        assertThat(resources.put(resource(NAMED, "read"), BY)).isTrue();
        assertThat(resources.put(new Resource(NAMED, Scopes.parse("read"), "Orders"), BY))
                .isTrue();
        assertThat(resources.find(NAMED)).contains(new Resource(NAMED, Scopes.parse("read"), "Orders"));
        assertThat(resources.find("https://named.example")).isEmpty();
        assertThat(resources.put(resource(NAMED, "read"), BY)).isTrue();
        assertThat(resources.find(NAMED)).contains(resource(NAMED, "read"));
        assertThat(resources.remove(NAMED, BY)).isTrue();
    }

    @Test
    void aUriIsComparedCharacterByCharacter() {
        assertThat(resources.put(resource("https://two.example", "read"), BY)).isTrue();
        assertThat(resources.put(resource("https://two.example/", "write"), BY)).isTrue();
        assertThat(resources.remove("https://two.example", BY)).isTrue();
        assertThat(resources.findAll())
                .extracting(ResourceListing::resource)
                .containsExactly(resource("https://two.example/", "write"));
        assertThat(resources.remove("https://two.example/", BY)).isTrue();
    }
}
