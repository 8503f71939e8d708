package dev.latchkey.admin.client;

import dev.latchkey.admin.command.Failure;
import dev.latchkey.admin.config.Change;
import dev.latchkey.admin.config.Placed;
import dev.latchkey.admin.config.Section;
import dev.latchkey.admin.config.Setting;
import dev.latchkey.admin.config.Values;
import dev.latchkey.admin.output.Shape.Kind;
import dev.latchkey.core.Database;
import dev.latchkey.core.audit.Attribution;
import dev.latchkey.core.client.Client;
import dev.latchkey.core.client.ClientSecret;
import dev.latchkey.core.client.ClientStep;
import dev.latchkey.core.client.NewClient;
import dev.latchkey.core.client.SecretHash;
import dev.latchkey.core.jdbc.ReadRows;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The clients of a configuration file: those that administrators added. Those of documents are not its business. */
public final class ClientSection implements Section<ConfiguredClient> {

    /** How far the clocks of two machines may be apart. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private static final List<Setting<ConfiguredClient>> SETTINGS = Stream.concat(
                    ClientDeclaration.ALL.stream().map(setting -> setting.in(ConfiguredClient::settings)),
                    Stream.of(
                            Setting.<ConfiguredClient>field(
                                            "disabled",
                                            Kind.BOOLEAN,
                                            "Whether it is disabled. A file enables a client only with --enable.",
                                            ConfiguredClient::disabled)
                                    .onlyWhenWritten()
                                    .writtenAs(client -> Boolean.TRUE.equals(client.disabled()) ? true : null),
                            Setting.<ConfiguredClient>field(
                                            "tokens_not_before",
                                            Kind.TIME,
                                            "Access tokens without a family that are older are revoked. A file sets no earlier time.",
                                            ConfiguredClient::tokensNotBefore)
                                    .onlyWhenWritten(),
                            Setting.<ConfiguredClient>field(
                                            "secret_file",
                                            Kind.STRING,
                                            "A file with its secret, relative to the configuration file.",
                                            client -> null)
                                    .onlyWhenWritten(),
                            Setting.<ConfiguredClient>field(
                                            "secret_hash",
                                            Kind.STRING,
                                            "The hash of its secret: sha256: and 64 hexadecimal digits.",
                                            ConfiguredClient::secret)
                                    .onlyWhenWritten()
                                    .writtenAs(client -> client.secret() == null
                                            ? null
                                            : client.secret().hash().written())))
            .toList();

    private final Instant now;
    private final boolean withSecrets;

    /** By client id: what is computed twice must be the same twice. */
    private final Map<String, ConfiguredSecret> generated = new HashMap<>();

    /** The hashes of the secrets that files have. */
    private final Set<SecretHash> named = new HashSet<>();

    /** Those of them that were replaced or ended before. */
    private Set<SecretHash> ended = Set.of();

    /** Whether the clients that files have are confidential, by client id. */
    private final Map<String, Boolean> confidential = new HashMap<>();

    /**
     * The clients.
     *
     * @param now the time on this machine
     * @param withSecrets whether to read the hashes of secrets
     */
    public ClientSection(Instant now, boolean withSecrets) {
        this.now = now;
        this.withSecrets = withSecrets;
    }

    @Override
    public String name() {
        return "clients";
    }

    @Override
    public String description() {
        return "An application. Secrets are never in the file.";
    }

    @Override
    public List<Setting<ConfiguredClient>> settings() {
        return SETTINGS;
    }

    @Override
    public ConfiguredClient read(Values values) {
        ConfiguredClient client = ClientReader.read(values);
        Instant notBefore = client.tokensNotBefore();
        if (notBefore != null && notBefore.isAfter(now.plus(CLOCKS))) {
            throw values.at("tokens_not_before")
                    .failure("'tokens_not_before' is in the future: it would revoke tokens that are not issued yet.");
        }
        confidential.put(client.settings().clientId(), client.settings().confidential());
        if (client.secret() != null) {
            named.add(client.secret().hash());
        }
        return client;
    }

    /** Whether a client is confidential; empty when no file has it. */
    public Optional<Boolean> isConfidential(String clientId) {
        return Optional.ofNullable(confidential.get(clientId));
    }

    @Override
    public SortedMap<String, ConfiguredClient> find(Database database) {
        ReadRows<Client> rows = database.clients().readStatic();
        rows.unreadable().stream().findFirst().ifPresent(row -> {
            throw Failure.failed("The client " + row.id() + " cannot be read: " + row.reason());
        });
        Map<UUID, SecretHash> hashes =
                withSecrets ? database.clientChanges().batch().findSecrets() : Map.of();
        ended = named.isEmpty() ? Set.of() : database.clientChanges().batch().findEnded(named);
        SortedMap<String, ConfiguredClient> clients = new TreeMap<>();
        rows.read()
                .forEach(
                        client -> clients.put(client.clientId(), ConfiguredClient.of(client, hashes.get(client.id()))));
        return clients;
    }

    @Override
    public ConfiguredClient plain(String name) {
        return new ConfiguredClient(NewClient.confidential(name).build(), false, null, null);
    }

    @Override
    public ConfiguredClient settle(
            Placed<ConfiguredClient> wanted,
            @Nullable ConfiguredClient present,
            boolean enable,
            Consumer<String> notes) {
        ConfiguredClient client = wanted.thing();
        String clientId = client.settings().clientId();
        refuseEnded(wanted, present);
        new ClientNotes(clientId, notes).tell(client, present);
        if (present == null) {
            requireNew(wanted);
            return client.secret() == null && client.settings().hasSecret()
                    ? client.withSecret(generated(clientId))
                    : client;
        }
        if (client.settings().confidential() != present.settings().confidential()) {
            throw wanted.at()
                    .failure("'" + clientId + "' is "
                            + (present.settings().confidential() ? "confidential" : "public")
                            + ", which cannot be changed: add another client.");
        }
        if (present.present().isDisabled() && client.disabled() == null) {
            notes.accept(clientId + " stays disabled: 'disabled: false' in the file enables it, with --enable");
        }
        if (Boolean.FALSE.equals(client.disabled()) && present.present().isDisabled() && !enable) {
            notes.accept(clientId + " stays disabled: --enable lets the file enable it");
            client = client.withDisabled(null);
        }
        Instant since = present.tokensNotBefore();
        if (client.tokensNotBefore() != null
                && since != null
                && !client.tokensNotBefore().isAfter(since)) {
            // Tokens that were revoked since then stay revoked.
            client = client.withTokensNotBefore(null);
        }
        boolean needsSecret =
                client.settings().hasSecret() && !present.settings().hasSecret();
        return needsSecret && client.secret() == null ? client.withSecret(generated(clientId)) : client;
    }

    /** A secret is replaced when it has leaked, too: a file from before that must not bring it back. */
    private void refuseEnded(Placed<ConfiguredClient> wanted, @Nullable ConfiguredClient present) {
        ConfiguredSecret secret = wanted.thing().secret();
        if (secret != null && ended.contains(secret.hash()) && (present == null || !secret.equals(present.secret()))) {
            throw wanted.at()
                    .failure("The secret of '" + wanted.thing().settings().clientId()
                            + "' was replaced or ended before, and does not come back. Make another one"
                            + (present == null ? "." : ", or leave it out of the file: the client keeps what it has."));
        }
    }

    private static void requireNew(Placed<ConfiguredClient> wanted) {
        try {
            wanted.thing().wanted().requireNew();
        } catch (IllegalArgumentException e) {
            throw wanted.at().failure(String.valueOf(e.getMessage()));
        }
    }

    private ConfiguredSecret generated(String clientId) {
        return generated.computeIfAbsent(clientId, id -> {
            String secret = ClientSecret.generate();
            return new ConfiguredSecret(SecretHash.of(ClientSecret.hash(secret)), "generated", secret);
        });
    }

    /** The secrets that were made for these changes, by client id. */
    public SortedMap<String, String> generatedSecrets() {
        SortedMap<String, String> secrets = new TreeMap<>();
        generated.forEach((clientId, secret) -> {
            if (secret.text() != null) {
                secrets.put(clientId, secret.text());
            }
        });
        return secrets;
    }

    @Override
    public Map<String, Integer> signIns(Database database, Collection<Change<ConfiguredClient>> changes) {
        Map<UUID, String> ending = changes.stream()
                .filter(change -> change.before() != null && ends(change.before(), change.after()))
                .collect(Collectors.toMap(
                        change -> requirePresent(change).present().id(), Change::name));
        Map<String, Integer> live = new HashMap<>();
        if (!ending.isEmpty()) {
            database.familyListings()
                    .countLive(ending.keySet())
                    .forEach((id, count) -> live.put(String.valueOf(ending.get(id)), count));
        }
        return live;
    }

    private static boolean ends(ConfiguredClient before, @Nullable ConfiguredClient after) {
        return after == null
                || (Boolean.TRUE.equals(after.disabled()) && !before.present().isDisabled());
    }

    private static ConfiguredClient requirePresent(Change<ConfiguredClient> change) {
        ConfiguredClient before = change.before();
        if (before == null) {
            throw new IllegalStateException("There is no client " + change.name());
        }
        return before;
    }

    @Override
    public void lock(Database database) {
        database.clientChanges().batch().lock();
    }

    @Override
    public void write(Database database, List<Change<ConfiguredClient>> changes, Attribution by) {
        database.clientChanges()
                .batch()
                .make(changes.stream().map(ClientSection::step).toList(), by);
    }

    private static ClientStep step(Change<ConfiguredClient> change) {
        ConfiguredClient before = change.before();
        ConfiguredClient after = change.after();
        Client present = before == null ? null : before.present();
        if (after == null) {
            return ClientStep.delete(requirePresent(change).present());
        }
        boolean secret =
                after.secret() != null && (before == null || !after.secret().equals(before.secret()));
        boolean disabled = after.disabled() != null
                && (present == null ? after.disabled() : after.disabled() != present.isDisabled());
        return new ClientStep(
                present,
                after.wanted(),
                secret && after.secret() != null ? after.secret().hash() : null,
                disabled ? after.disabled() : null,
                after.tokensNotBefore());
    }
}
