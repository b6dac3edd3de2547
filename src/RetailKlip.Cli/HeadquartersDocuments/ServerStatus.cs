namespace RetailKlip.Cli;

/// <param name="LastRelease">Null where there was none yet.</param>
internal sealed record ServerStatus(ServerHealth Health, EnrolmentProgress Enrolment, ServerRelease? LastRelease);
