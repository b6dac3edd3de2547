using RetailKlip.Core;
using RetailKlip.Tuf;

namespace RetailKlip.Server;

/// <summary>One gallery's part of a release, before it is published.</summary>
/// <param name="Record">Of the new release, or of the published one where nothing has changed.</param>
/// <param name="Added">Empty where nothing has changed.</param>
/// <param name="Outdated">Deltas that are given up.</param>
/// <param name="Bytes">Of the whole package; null where nothing has changed.</param>
/// <param name="Delta">The version that the delta leads on from, and its bytes; null where there is none.</param>
internal sealed record PreparedRelease(
    ReleaseRecord Record, IReadOnlyList<NewTarget> Added, IReadOnlyList<string> Outdated, long? Bytes, (long Base, long Bytes)? Delta);
