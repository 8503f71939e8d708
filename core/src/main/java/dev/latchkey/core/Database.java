package dev.latchkey.core;

import dev.latchkey.core.account.AddressChanges;
import dev.latchkey.core.account.PersonChanges;
import dev.latchkey.core.account.Recovery;
import dev.latchkey.core.account.SessionChanges;
import dev.latchkey.core.account.UserChanges;
import dev.latchkey.core.account.Users;
import dev.latchkey.core.audit.AuditLog;
import dev.latchkey.core.client.ClientChanges;
import dev.latchkey.core.client.Clients;
import dev.latchkey.core.connection.SchemaVersion;
import dev.latchkey.core.consent.Applications;
import dev.latchkey.core.consent.Consents;
import dev.latchkey.core.consent.ScopeDescriptions;
import dev.latchkey.core.credential.HashFormats;
import dev.latchkey.core.device.DeviceGrants;
import dev.latchkey.core.factor.Factors;
import dev.latchkey.core.factor.SecondFactors;
import dev.latchkey.core.family.AuthorizationCodes;
import dev.latchkey.core.family.DeviceFamilies;
import dev.latchkey.core.family.FamilyListings;
import dev.latchkey.core.family.Refreshes;
import dev.latchkey.core.family.RelatedFamilies;
import dev.latchkey.core.family.Revocations;
import dev.latchkey.core.family.TokenFamilies;
import dev.latchkey.core.family.TokenPartitions;
import dev.latchkey.core.jdbc.Transactions;
import dev.latchkey.core.key.DataKeys;
import dev.latchkey.core.key.KeyChanges;
import dev.latchkey.core.key.KeyRewrap;
import dev.latchkey.core.key.KeySchedule;
import dev.latchkey.core.key.SigningKeys;
import dev.latchkey.core.limit.Bans;
import dev.latchkey.core.limit.RateLimits;
import dev.latchkey.core.limit.SignInFailures;
import dev.latchkey.core.outbox.Outbox;
import dev.latchkey.core.revocation.RevokedAccessTokens;
import dev.latchkey.core.revocation.RevokedStatuses;
import dev.latchkey.core.revocation.StatusListRecords;
import dev.latchkey.core.session.BrowserSessions;
import dev.latchkey.core.session.SessionListings;
import dev.latchkey.core.upkeep.ExpiredSessions;
import dev.latchkey.core.upkeep.Upkeep;
import java.time.Instant;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The owners of all tables over one data source. Opens no connection before one of them is asked for something. */
public final class Database {

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final AuditLog audit;
    private final Users users;
    private final UserChanges userChanges;
    private final BrowserSessions sessions;
    private final SessionChanges sessionChanges;
    private final Consents consents;
    private final DeviceGrants deviceGrants;
    private final Clients clients;
    private final ClientChanges clientChanges;
    private final TokenFamilies families;
    private final Refreshes refreshes;
    private final TokenPartitions partitions;
    private final SigningKeys keys;
    private final KeyChanges keyChanges;
    private final Factors factors;
    private final SignInFailures signInFailures;
    private final Outbox outbox;
    private final Upkeep upkeep;

    public Database(DataSource dataSource) {
        this.jdbc = LazyConversions.client(dataSource);
        this.transactions = new Transactions(dataSource);
        this.audit = new AuditLog(jdbc);
        this.outbox = new Outbox(jdbc);
        this.families = new TokenFamilies(jdbc);
        this.sessions = new BrowserSessions(jdbc);
        this.refreshes = new Refreshes(jdbc, families, audit, transactions);
        this.partitions = new TokenPartitions(jdbc, transactions);
        this.users = new Users(jdbc);
        this.signInFailures = new SignInFailures(jdbc);
        this.deviceGrants = new DeviceGrants(jdbc, new DeviceFamilies(jdbc), audit, transactions);
        this.userChanges =
                new UserChanges(users, sessions, deviceGrants, families, signInFailures, outbox, audit, transactions);
        this.clients = new Clients(jdbc, transactions, audit);
        this.clientChanges = new ClientChanges(clients, sessions, families, audit, transactions);
        RelatedFamilies related = new RelatedFamilies(jdbc);
        this.sessionChanges = new SessionChanges(users, sessions, deviceGrants, related, outbox, audit, transactions);
        this.consents = new Consents(jdbc, clients, deviceGrants, related, audit, transactions);
        this.keys = new SigningKeys(jdbc);
        this.keyChanges = new KeyChanges(
                keys,
                moment -> families.isAnyWaitingSince(moment) || sessions.isAnyLiveSince(moment),
                audit,
                transactions,
                KeySchedule.DEFAULT);
        this.factors = new Factors(jdbc, sessions, related, outbox, audit, transactions);
        this.upkeep = new Upkeep(
                partitions,
                new ExpiredSessions(sessions, related, transactions),
                requests().exchangedFamilies(),
                deviceGrants,
                requests().seenOnce(),
                requests().pushedRequests(),
                outbox,
                revokedAccessTokens(),
                revokedStatuses(),
                statusLists(),
                rateLimits(),
                signInFailures,
                bans(),
                clients,
                requests().documentClients(),
                audit);
    }

    public Transactions transactions() {
        return transactions;
    }

    public AuditLog audit() {
        return audit;
    }

    public Users users() {
        return users;
    }

    public HashFormats hashFormats() {
        return new HashFormats(jdbc);
    }

    public UserChanges userChanges() {
        return userChanges;
    }

    public PersonChanges personChanges() {
        return new PersonChanges(users, audit, transactions);
    }

    public BrowserSessions sessions() {
        return sessions;
    }

    public Recovery recovery() {
        return new Recovery(jdbc, users, sessions, families, outbox, audit, transactions);
    }

    public AddressChanges addressChanges() {
        return new AddressChanges(jdbc, users, sessions, outbox, audit, transactions);
    }

    public SessionListings sessionListings() {
        return new SessionListings(jdbc);
    }

    public SessionChanges sessionChanges() {
        return sessionChanges;
    }

    public Applications applications() {
        return new Applications(jdbc);
    }

    public Consents consents() {
        return consents;
    }

    public ScopeDescriptions scopeDescriptions() {
        return new ScopeDescriptions(jdbc, audit, transactions);
    }

    public AuthorizationCodes authorizationCodes() {
        return new AuthorizationCodes(jdbc, audit, transactions);
    }

    public DeviceGrants deviceGrants() {
        return deviceGrants;
    }

    public Requests requests() {
        return new Requests(jdbc, audit, transactions);
    }

    public Access access() {
        return new Access(jdbc, users, audit, transactions);
    }

    public Clients clients() {
        return clients;
    }

    public ClientChanges clientChanges() {
        return clientChanges;
    }

    public TokenFamilies families() {
        return families;
    }

    public FamilyListings familyListings() {
        return new FamilyListings(jdbc);
    }

    public Revocations revocations() {
        return new Revocations(families, audit, transactions);
    }

    public Refreshes refreshes() {
        return refreshes;
    }

    public RevokedAccessTokens revokedAccessTokens() {
        return new RevokedAccessTokens(jdbc, transactions);
    }

    public RevokedStatuses revokedStatuses() {
        return new RevokedStatuses(jdbc, transactions);
    }

    public StatusListRecords statusLists() {
        return new StatusListRecords(jdbc);
    }

    public TokenPartitions partitions() {
        return partitions;
    }

    public SigningKeys keys() {
        return keys;
    }

    public KeyChanges keyChanges() {
        return keyChanges;
    }

    public DataKeys dataKeys() {
        return new DataKeys(jdbc, keys, transactions);
    }

    public KeyRewrap keyRewrap() {
        return new KeyRewrap(keys, dataKeys(), audit, transactions);
    }

    public Factors factors() {
        return factors;
    }

    public SecondFactors secondFactors() {
        return factors.secondFactors();
    }

    public DirectoryVersion directoryVersion() {
        return new DirectoryVersion(jdbc);
    }

    public RateLimits rateLimits() {
        return new RateLimits(jdbc);
    }

    public SignInFailures signInFailures() {
        return signInFailures;
    }

    public Bans bans() {
        return new Bans(jdbc, audit, transactions);
    }

    public Outbox outbox() {
        return outbox;
    }

    public Upkeep upkeep() {
        return upkeep;
    }

    /** The version of the schema that is there now. */
    public SchemaVersion schemaVersion() {
        return SchemaVersion.read(jdbc);
    }

    /** How much there is, as far as that is cheap to know. */
    public DatabaseSize size() {
        return DatabaseSize.read(jdbc);
    }

    /** How many connections PostgreSQL allows. */
    public ConnectionLimits connectionLimits() {
        return ConnectionLimits.read(jdbc);
    }

    /** The time by which everything is decided. */
    public Instant now() {
        return jdbc.sql("SELECT clock_timestamp() AS now")
                .query((row, number) -> row.getTimestamp("now").toInstant())
                .single();
    }
}
