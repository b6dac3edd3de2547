namespace RetailKlip.Tuf;

/// <summary>A version that waits for signatures.</summary>
/// <param name="File">Where it is: it may be carried to a key holder, signed, and brought back.</param>
/// <param name="Version">That it will have.</param>
/// <param name="SignedBy">Keys whose signatures it has.</param>
/// <param name="Missing">How many signatures are missing: of its own keys, and for a root of its predecessor's as well.</param>
public sealed record StagedStatus(string File, long Version, IReadOnlyList<string> SignedBy, int Missing);
