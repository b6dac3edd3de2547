using System.CommandLine;
using RetailKlip.Trainer;

var config = new Option<FileInfo>("--config") { Description = "The recipe, a JSON file.", Required = true };
var train = new Command("train", "Trains an encoder by a recipe, resuming from its last checkpoint, and writes its model package.") { config };
train.SetAction((result, cancellation) => TrainCommand.RunAsync(result.GetRequiredValue(config).FullName, isTraining: true, cancellation));

var package = new Command("package", "Writes the model package of a run's last checkpoint without training on.") { config };
package.SetAction((result, cancellation) => TrainCommand.RunAsync(result.GetRequiredValue(config).FullName, isTraining: false, cancellation));

var root = new RootCommand("Trains product encoders for RetailKlip.Edge.") { train, package };
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? 2 : code;
