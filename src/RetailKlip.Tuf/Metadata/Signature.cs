namespace RetailKlip.Tuf;

/// <summary>One signature of a metadata file.</summary>
/// <param name="KeyId">Of the key that signed.</param>
/// <param name="Hex">In hex; empty or nonsense where a key holder has not signed, which then counts for nothing.</param>
public sealed record Signature(string KeyId, string Hex);
