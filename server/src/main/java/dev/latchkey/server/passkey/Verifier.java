package dev.latchkey.server.passkey;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.authenticator.Curve;
import com.webauthn4j.data.attestation.authenticator.EC2COSEKey;
import com.webauthn4j.data.attestation.authenticator.EdDSACOSEKey;
import com.webauthn4j.data.attestation.authenticator.RSACOSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import dev.latchkey.core.factor.NewPasskey;
import dev.latchkey.core.factor.StoredPasskey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * Verifies the answers of passkeys with webauthn4j: type, challenge, origin, hash of the RP id, presence, verification of
 * the user, algorithm and signature (WebAuthn, sections 7.1 and 7.2). The row of the passkey decides about its counter.
 * The class is loaded with the first answer.
 */
final class Verifier {

    private static final Logger LOG = LoggerFactory.getLogger(Verifier.class);

    private static final int MOST_LEVELS = 8;
    private static final int LEAST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 4096;

    private final RelyingParty party;
    private final ObjectConverter converter;
    private final WebAuthnManager library;
    private final List<PublicKeyCredentialParameters> algorithms = List.of(
            parameters(COSEAlgorithmIdentifier.ES256),
            parameters(COSEAlgorithmIdentifier.EdDSA),
            parameters(COSEAlgorithmIdentifier.RS256));

    Verifier(RelyingParty party) {
        this.party = party;
        StreamReadConstraints bounds =
                StreamReadConstraints.builder().maxNestingDepth(MOST_LEVELS).build();
        this.converter = new ObjectConverter(
                new JsonMapper(),
                CBORMapper.builder(CBORFactory.builder()
                                .streamReadConstraints(bounds)
                                .build())
                        .build());
        this.library = WebAuthnManager.createNonStrictWebAuthnManager(converter);
    }

    private static PublicKeyCredentialParameters parameters(COSEAlgorithmIdentifier algorithm) {
        return new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm);
    }

    /** What an assertion says of its device. */
    record Signed(long counter, boolean backedUp) {}

    /** Verifies a signature; empty when anything about it is wrong. */
    Optional<Signed> verify(Assertion assertion, StoredPasskey passkey) {
        return guard(() -> {
            AuthenticationData data = library.verify(
                    new AuthenticationRequest(
                            assertion.credentialId(),
                            assertion.userHandle(),
                            assertion.authenticatorData(),
                            assertion.clientData(),
                            assertion.signature()),
                    new AuthenticationParameters(
                            server(assertion.challenge()),
                            record(passkey),
                            List.of(passkey.credentialId()),
                            true,
                            true));
            AuthenticatorData<?> device = Objects.requireNonNull(data.getAuthenticatorData());
            return new Signed(device.getSignCount(), device.isFlagBS());
        });
    }

    private CredentialRecordImpl record(StoredPasskey passkey) {
        COSEKey key = Objects.requireNonNull(converter.getCborMapper().readValue(passkey.publicKey(), COSEKey.class));
        AttestedCredentialData credential =
                new AttestedCredentialData(new AAGUID(passkey.aaguid()), passkey.credentialId(), key);
        // Counter 0: the statement that uses the signature up compares the stored one, and no other.
        return new CredentialRecordImpl(
                null, true, passkey.backupEligible(), null, 0, credential, null, null, null, null);
    }

    /** Verifies a new passkey, without a name; empty when anything about it is wrong. Asks for no attestation. */
    Optional<NewPasskey> verify(Attestation attestation) {
        return guard(() -> {
            RegistrationData data = library.verify(
                    new RegistrationRequest(attestation.object(), attestation.clientData()),
                    new RegistrationParameters(server(attestation.challenge()), algorithms, true, true));
            AuthenticatorData<?> device =
                    Objects.requireNonNull(data.getAttestationObject()).getAuthenticatorData();
            AttestedCredentialData credential = Objects.requireNonNull(device.getAttestedCredentialData());
            COSEKey key = credential.getCOSEKey();
            if (!isAccepted(key)) {
                throw new IllegalArgumentException("a key that does not go with its algorithm");
            }
            UUID model = credential.getAaguid().getValue();
            return new NewPasskey(
                    credential.getCredentialId(),
                    converter.getCborMapper().writeValueAsBytes(key),
                    device.getSignCount(),
                    attestation.transports(),
                    model == null ? new UUID(0, 0) : model,
                    device.isFlagBE(),
                    device.isFlagBS(),
                    "");
        });
    }

    /** The library compares the algorithm only: ES256 is on P-256, and here EdDSA is Ed25519 (WebAuthn, section 5.8.5). */
    private static boolean isAccepted(COSEKey key) {
        if (key.hasPrivateKey() || key.getPublicKey() == null) {
            return false;
        }
        return switch (key) {
            case EC2COSEKey ec -> Curve.SECP256R1.equals(ec.getCurve());
            case EdDSACOSEKey ed -> Curve.ED25519.equals(ed.getCurve());
            case RSACOSEKey rsa -> {
                int bits = ((RSAPublicKey) Objects.requireNonNull(rsa.getPublicKey()))
                        .getModulus()
                        .bitLength();
                yield bits >= LEAST_RSA_BITS && bits <= MOST_RSA_BITS;
            }
            default -> false;
        };
    }

    private ServerProperty server(String challenge) {
        return ServerProperty.builder()
                .origin(Origin.create(party.origin()))
                .rpId(party.id())
                .challenge(new DefaultChallenge(challenge))
                // No page may have ours in a frame.
                .topOrigin(null)
                .build();
    }

    /** The library throws more than it says: also what Java throws for a point that is not on its curve. */
    private static <T> Optional<T> guard(Supplier<T> verification) {
        try {
            return Optional.of(verification.get());
        } catch (RuntimeException e) {
            LOG.info("Refused the answer of a passkey: {}", e.getClass().getSimpleName());
            return Optional.empty();
        }
    }
}
