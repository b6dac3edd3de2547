namespace RetailKlip.Tuf;

/// <summary>A role that signs for some targets of a new repository.</summary>
/// <param name="Name">Of the role.</param>
/// <param name="Signers">Who signs for it.</param>
/// <param name="Paths">Patterns of the targets that it may list; a wildcard does not match <c>/</c>.</param>
/// <param name="Terminating">Whether nobody else may list them.</param>
public sealed record PlannedDelegation(string Name, RoleKeys Signers, IReadOnlyList<string> Paths, bool Terminating = true);
