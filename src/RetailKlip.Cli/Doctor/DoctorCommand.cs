using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class DoctorCommand : KlipCommand
{
    private readonly Option<string?> _model = new("--model") { Description = "Model package.", HelpName = "DIR" };
    private readonly Option<string?> _gallery = new("--gallery") { Description = "Gallery file.", HelpName = "FILE" };
    private readonly Option<string?> _camera = new("--camera")
    {
        Description = "Index of a camera, RTSP or HTTP address, video file, or folder of pictures.",
        HelpName = "SOURCE",
    };
    private readonly Option<string?> _data = new("--data") { Description = "Folder that the kiosk writes to.", HelpName = "DIR" };
    private readonly Option<string?> _config = new("--config")
    {
        Description = "The kiosk's appsettings.json, for what neither an option nor a variable Kiosk__… says.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _json = SharedOptions.JsonOnRequest();

    public DoctorCommand()
        : base("doctor", "Looks at camera, encoder, gallery, disk, clock and server; 0 if this kiosk is fit to sell.")
    {
        Add(_model);
        Add(_gallery);
        Add(_camera);
        Add(_data);
        Add(_config);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var configured = KioskSettings.Read(arguments.GetValue(_config));
        var settings = new KioskSettings(
            arguments.GetValue(_model) ?? configured.Model,
            arguments.GetValue(_gallery) ?? configured.Gallery,
            arguments.GetValue(_camera) ?? configured.Camera,
            arguments.GetValue(_data) ?? configured.Data);
        var report = new Examination(settings, TimeProvider.System).RunAsync(stop).GetAwaiter().GetResult();
        if (arguments.GetValue(_json))
            JsonOutput.Line(report, JsonOutput.Types.DoctorReport);
        else
            Print(report);
        if (report.Fit)
            return ExitCode.Success;
        var wrong = report.Findings.Where(finding => !finding.IsFit).Select(finding => $"{finding.Part} {finding.State}");
        return Errors.Fail($"not fit to sell: {string.Join(", ", wrong)}; see the table for what to do");
    }

    private static void Print(DoctorReport report)
    {
        var table = new TextTable("part", "state", "detail");
        foreach (var finding in report.Findings)
            table.Add(finding.Part, finding.State, finding.Detail);
        table.Write();
    }
}
