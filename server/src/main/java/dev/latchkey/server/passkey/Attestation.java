package dev.latchkey.server.passkey;

import java.util.List;

/**
 * What a browser sends when a device has made a passkey, not verified yet.
 *
 * @param challenge what it claims to answer
 * @param transports how it reaches the device
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Attestation(byte[] clientData, String challenge, byte[] object, List<String> transports) {}
