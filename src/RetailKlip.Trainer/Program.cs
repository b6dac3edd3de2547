using System.CommandLine;
using RetailKlip.Trainer;

var device = new Option<string>("--device")
{
    Description = "cpu or cuda; cuda needs a build with TorchFlavor=cuda.",
    DefaultValueFactory = _ => "cpu",
};
device.AcceptOnlyFromAmong("cpu", "cuda");
var root = new RootCommand("Trains product encoders for RetailKlip.Edge.")
{
    new ImportCommand(),
    TrainCommand.Train(device),
    TrainCommand.Package(device),
    new StudyCommand(device),
    new ReportCommand(),
    new SynthesizeCommand(),
    new DetectorCommand(),
};
var parsed = root.Parse(args);
// A stopped training ends its epoch first.
var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Timeout.InfiniteTimeSpan });
return parsed.Errors.Count > 0 ? 2 : code;
