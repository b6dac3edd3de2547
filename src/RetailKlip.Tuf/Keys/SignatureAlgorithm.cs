namespace RetailKlip.Tuf;

/// <summary>What kind of key is made here.</summary>
public enum SignatureAlgorithm
{
    /// <summary>RFC 8032; the default: short, fast, and no random numbers to go wrong when signing.</summary>
    Ed25519,

    /// <summary>ECDSA with SHA-256 on NIST P-256.</summary>
    EcdsaP256,
}
