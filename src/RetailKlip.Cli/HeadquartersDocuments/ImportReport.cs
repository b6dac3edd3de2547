namespace RetailKlip.Cli;

/// <summary>What an import did, or with a dry run would do; all zero where faults kept it from it.</summary>
internal sealed record ImportReport(int Created, int Changed, int Unchanged, bool DryRun = false, IReadOnlyList<ImportFault>? Faults = null);
